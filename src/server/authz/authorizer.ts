import type { UserInfo } from "../../machinery/request/user.ts";
import type { PolicyRule } from "./rbac/types.ts";
import type { Attributes } from "./attributes.ts";

/** `noOpinion` leaves the decision to the next authorizer; when all abstain the request is refused. */
export type Decision = { readonly verdict: "allow" | "deny" | "noOpinion"; readonly reason: string };

/** Decides from memory: no I/O, a few microseconds. */
export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** The rules that `user` has in `namespace` (cluster-wide ones included); `complete` is false when rules alone do not tell all. */
  rulesFor?(user: UserInfo, namespace: string): { readonly rules: readonly PolicyRule[]; readonly complete: boolean };
}

/** Asks one after the other; the first opinion counts. Source: apiserver authorization/union. */
export function unionAuthorizer(authorizers: readonly Authorizer[]): Authorizer {
  return {
    authorize(attributes) {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const decision = authorizer.authorize(attributes);
        if (decision.verdict !== "noOpinion") return decision;
        if (decision.reason !== "") reasons.push(decision.reason);
      }
      return { verdict: "noOpinion", reason: reasons.join("\n") };
    },
    rulesFor(user, namespace) {
      const parts = authorizers.map((authorizer) => authorizer.rulesFor?.(user, namespace) ?? { rules: [], complete: false });
      return { rules: parts.flatMap((part) => part.rules), complete: parts.every((part) => part.complete) };
    },
  };
}
