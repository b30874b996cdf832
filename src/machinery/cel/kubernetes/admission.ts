import type { Environment } from "../environment.ts";
import { type ObjectType, objectType } from "../environment.ts";
import { boolType, dynType, listOf, mapOf, opaqueType, parseType, stringType, structType, type Type } from "../types.ts";
import { baseEnvironment, jsonPatchFunctions } from "./base.ts";

/** What an expression of a policy or webhook may look at, apart from the request. */
export interface AdmissionVariables {
  readonly hasParams: boolean;
  readonly hasAuthorizer: boolean;
  /** `Object{}` and `JSONPatch{}`, for those that change what they look at. */
  readonly hasPatchTypes: boolean;
}

const strings = listOf(stringType);
const named = (names: readonly string[], type: Type = stringType): Record<string, Type> => Object.fromEntries(names.map((name) => [name, type]));
const timestamp = parseType("timestamp");

/** Source: apiserver pkg/admission/plugin/cel/compile.go BuildRequestType, BuildNamespaceType. */
const objectTypes: readonly ObjectType[] = [
  objectType("kubernetes.GroupVersionKind", named(["group", "version", "kind"])),
  objectType("kubernetes.GroupVersionResource", named(["group", "version", "resource"])),
  objectType("kubernetes.UserInfo", { ...named(["username", "uid"]), groups: strings, extra: mapOf(stringType, strings) }),
  objectType("kubernetes.AdmissionRequest", {
    ...named(["subResource", "requestSubResource", "name", "namespace", "operation"]),
    ...named(["kind", "requestKind"], structType("kubernetes.GroupVersionKind")),
    ...named(["resource", "requestResource"], structType("kubernetes.GroupVersionResource")),
    userInfo: structType("kubernetes.UserInfo"),
    dryRun: boolType,
    options: dynType,
  }),
  objectType("kubernetes.NamespaceSpec", { finalizers: strings }),
  objectType("kubernetes.NamespaceCondition", { ...named(["status", "type", "message", "reason"]), lastTransitionTime: timestamp }),
  objectType("kubernetes.NamespaceStatus", { conditions: listOf(structType("kubernetes.NamespaceCondition")), phase: stringType }),
  objectType("kubernetes.NamespaceMetadata", {
    ...named(["name", "generateName", "namespace", "UID", "resourceVersion"]),
    ...named(["labels", "annotations"], mapOf(stringType, stringType)),
    ...named(["creationTimestamp", "deletionTimestamp"], timestamp),
    ...named(["deletionGracePeriodSeconds", "generation"], parseType("int")),
    finalizers: strings,
  }),
  objectType("kubernetes.Namespace", { metadata: structType("kubernetes.NamespaceMetadata"), spec: structType("kubernetes.NamespaceSpec"), status: structType("kubernetes.NamespaceStatus") }),
];

const jsonPatchFields: ReadonlyMap<string, Type> = new Map(Object.entries({ ...named(["op", "path", "from"]), value: dynType }));
/** Upstream says of a field that there is none that its type has no name. */
const jsonPatch: ObjectType = { name: "JSONPatch", fieldOf: (field) => jsonPatchFields.get(field) ?? opaqueType("") };

/** `Object`, `Object.spec`, and so on, each with any fields. Source: apiserver pkg/cel/mutation DynamicTypeResolver. */
function patchType(name: string): ObjectType | undefined {
  if (name === "JSONPatch") return jsonPatch;
  return name === "Object" || name.startsWith("Object.") ? { name, fieldOf: () => dynType } : undefined;
}

const environments = new Map<string, Environment>();

/** Source: apiserver pkg/admission/plugin/cel/compile.go createEnvForOpts. */
export function admissionEnvironment({ hasParams, hasAuthorizer, hasPatchTypes }: AdmissionVariables): Environment {
  const key = `${hasParams}/${hasAuthorizer}/${hasPatchTypes}`;
  const known = environments.get(key);
  if (known !== undefined) return known;
  const environment = baseEnvironment().extend({
    objectTypes,
    variables: {
      object: dynType,
      oldObject: dynType,
      namespaceObject: structType("kubernetes.Namespace"),
      request: structType("kubernetes.AdmissionRequest"),
      ...(hasParams ? { params: dynType } : {}),
      ...(hasAuthorizer ? { authorizer: structType("kubernetes.authorization.Authorizer"), "authorizer.requestResource": structType("kubernetes.authorization.ResourceCheck") } : {}),
    },
    ...(hasPatchTypes ? { resolveObjectType: patchType, functions: jsonPatchFunctions() } : {}),
  });
  environments.set(key, environment);
  return environment;
}

/** With `variables.x` for each variable of a policy. Source: apiserver pkg/admission/plugin/cel/composition.go. */
export function withPolicyVariables(environment: Environment, types: ReadonlyMap<string, Type>): Environment {
  const name = "kubernetes.variables";
  return environment.extend({ variables: { variables: structType(name) }, objectTypes: [{ name, fieldOf: (field) => types.get(field) }] });
}
