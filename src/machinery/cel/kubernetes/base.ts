import { Environment, type FunctionDeclaration, global, member } from "../environment.ts";
import { kubernetesListFunctions, listFunctions, mapInsertFunctions, setFunctions } from "../libraries/lists.ts";
import { operators } from "../libraries/operators.ts";
import { optionalFunctions } from "../libraries/optional.ts";
import { standardFunctions } from "../libraries/standard.ts";
import { stringFunctions } from "../libraries/strings.ts";
import { standardMacros } from "../macros.ts";
import { regexOf } from "../regex/regex.ts";
import type { Int } from "../run/values.ts";
import { addressFunctions } from "./addresses.ts";
import { authorizerFunctions } from "./authorizer.ts";
import { formatFunctions } from "./formats.ts";
import { quantityFunctions } from "./quantities.ts";
import { semverFunctions } from "./semver.ts";
import { urlFunctions } from "./urls.ts";

/** Source: apiserver pkg/cel/library/regex.go. */
const regexFunctions = (): FunctionDeclaration[] => [
  member("find", "string_find_string", "string string -> string", (text: string, pattern: string) => regexOf(pattern).find(text)),
  member("findAll", "string_find_all_string", "string string -> list(string)", (text: string, pattern: string) => regexOf(pattern).findAll(text)),
  member("findAll", "string_find_all_string_int", "string string int -> list(string)", (text: string, pattern: string, limit: Int) => regexOf(pattern).findAll(text, Number(limit))),
];

/** Mutating policies only. Source: apiserver pkg/cel/library/jsonpatch.go. */
export const jsonPatchFunctions = (): FunctionDeclaration[] => [
  global("jsonpatch.escapeKey", "string_jsonpatch_escapeKey_string", "string -> string", (key: string) => key.replace(/[/~]/g, (char) => (char === "/" ? "~1" : "~0"))),
];

let base: Environment | undefined;

/** What every expression of Kubernetes 1.36 may use; no variables. Made when it is first asked for. Source: apiserver pkg/cel/environment/base.go. */
export function baseEnvironment(): Environment {
  base ??= new Environment({
    macros: standardMacros,
    functions: [
      ...operators(), ...standardFunctions(), ...optionalFunctions(), ...stringFunctions(), ...listFunctions(), ...setFunctions(), ...mapInsertFunctions(), ...kubernetesListFunctions(), ...regexFunctions(),
      ...urlFunctions(), ...authorizerFunctions(), ...quantityFunctions(), ...addressFunctions(), ...formatFunctions(), ...semverFunctions(),
    ],
  });
  return base;
}
