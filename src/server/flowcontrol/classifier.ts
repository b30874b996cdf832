import type { FlowSchema } from "../../api/types/flowcontrol/v1.gen.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Attributes } from "../authz/attributes.ts";
import { type CompiledRule, compileRule, matchesSubject } from "./compiled-rules.ts";

/** Something that is chosen when `schema` is the first to match. */
export interface Classified {
  readonly schema: FlowSchema;
}

/** What may match one user's requests, in order. */
interface Candidates<T> {
  readonly groups: readonly string[];
  readonly list: readonly { readonly one: T; readonly rules: readonly CompiledRule[] }[];
}

/** Users whose candidates are remembered; past that all are forgotten and found again. */
const mostUsers = 2_048;

/**
 * Finds the flow schema of a request. Whose rules can match at all depends on the user alone and is remembered, so that
 * a request costs a look-up and a rule or two.
 */
export class Classifier<T extends Classified> {
  readonly #entries: readonly { readonly one: T; readonly rules: readonly CompiledRule[] }[];
  readonly #fallback: T;
  readonly #candidates = new Map<string, Candidates<T>>();

  /** `ordered` is asked from first to last; `fallback` gets what nobody matches. */
  constructor(ordered: readonly T[], fallback: T) {
    this.#entries = ordered.map((one) => ({ one, rules: (one.schema.spec.rules ?? []).map(compileRule) }));
    this.#fallback = fallback;
  }

  classify(request: Attributes): T {
    for (const { one, rules } of this.#of(request.user)) {
      for (const rule of rules) if (rule.matches(request)) return one;
    }
    return this.#fallback;
  }

  #of(user: UserInfo): Candidates<T>["list"] {
    const known = this.#candidates.get(user.name);
    if (known !== undefined && sameGroups(known.groups, user.groups)) return known.list;
    const list = this.#entries
      .map(({ one, rules }) => ({ one, rules: rules.filter(({ subjects }) => subjects.some((subject) => matchesSubject(subject, user))) }))
      .filter(({ rules }) => rules.length > 0);
    if (this.#candidates.size >= mostUsers) this.#candidates.clear();
    this.#candidates.set(user.name, { groups: user.groups, list });
    return list;
  }
}

function sameGroups(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
