import { type FunctionDeclaration, member } from "../environment.ts";
import { Extension } from "../run/values.ts";
import { parseType } from "../types.ts";

/** What an expression asks leave for. Source: apiserver pkg/cel/library/authz.go. */
export interface Question {
  /** Who is asked about, where it is not whoever sends the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface Answer {
  readonly isAllowed: boolean;
  readonly reason: string;
  /** Why no answer could be found. */
  readonly error?: string;
}

/** Decides at once. */
export type Decide = (verb: string, question: Question) => Answer;

type Part = "Authorizer" | "PathCheck" | "GroupCheck" | "ResourceCheck";

/** A question half asked: `authorizer.group("apps").resource("deployments")`. */
export class AuthorizerValue extends Extension {
  readonly type;
  readonly #decide: Decide;
  readonly #question: Question;

  constructor(part: Part, decide: Decide, question: Question = {}) {
    super();
    this.type = parseType(`kubernetes.authorization.${part}`);
    this.#decide = decide;
    this.#question = question;
  }

  ask(part: Part, more: Question): AuthorizerValue {
    return new AuthorizerValue(part, this.#decide, { ...this.#question, ...more });
  }

  check(verb: string): Decision {
    return new Decision(this.#decide(verb, this.#question));
  }

  isEqual(other: unknown): boolean {
    return this === other;
  }
}

class Decision extends Extension {
  readonly type = parseType("kubernetes.authorization.Decision");
  readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }

  isEqual(other: unknown): boolean {
    return this === other;
  }
}

const prefix = "kubernetes.authorization.";
const asks = (name: string, id: string, from: Part, to: Part, argument: keyof Question & string): FunctionDeclaration =>
  member(name, id, `${prefix}${from} string -> ${prefix}${to}`, (value: AuthorizerValue, text: string) => value.ask(to, { [argument]: text }));
const tells = (name: string, type: string, read: (answer: Answer) => unknown): FunctionDeclaration => member(name, `decision_${name}`, `${prefix}Decision -> ${type}`, ({ answer }: Decision) => read(answer));

export const authorizerFunctions = (): readonly FunctionDeclaration[] => [
  asks("path", "authorizer_path", "Authorizer", "PathCheck", "path"),
  asks("group", "authorizer_group", "Authorizer", "GroupCheck", "group"),
  member("serviceAccount", "authorizer_serviceaccount", `${prefix}Authorizer string string -> ${prefix}Authorizer`, (value: AuthorizerValue, namespace: string, name: string) => value.ask("Authorizer", { serviceAccount: { namespace, name } })),
  asks("resource", "groupcheck_resource", "GroupCheck", "ResourceCheck", "resource"),
  asks("subresource", "resourcecheck_subresource", "ResourceCheck", "ResourceCheck", "subresource"),
  asks("namespace", "resourcecheck_namespace", "ResourceCheck", "ResourceCheck", "namespace"),
  asks("name", "resourcecheck_name", "ResourceCheck", "ResourceCheck", "name"),
  asks("fieldSelector", "authorizer_fieldselector", "ResourceCheck", "ResourceCheck", "fieldSelector"),
  asks("labelSelector", "authorizer_labelselector", "ResourceCheck", "ResourceCheck", "labelSelector"),
  member("check", "pathcheck_check", `${prefix}PathCheck string -> ${prefix}Decision`, (value: AuthorizerValue, verb: string) => value.check(verb)),
  member("check", "resourcecheck_check", `${prefix}ResourceCheck string -> ${prefix}Decision`, (value: AuthorizerValue, verb: string) => value.check(verb)),
  tells("errored", "bool", ({ error }) => error !== undefined),
  tells("error", "string", ({ error }) => error ?? ""),
  tells("allowed", "bool", ({ isAllowed }) => isAllowed),
  tells("reason", "string", ({ reason }) => reason),
];
