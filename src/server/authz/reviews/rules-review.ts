import type { SelfSubjectRulesReview } from "../../../api/types/authorization/v1.gen.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import type { VirtualResource } from "../../registry/contract.ts";
import type { Authorizer } from "../authorizer.ts";
import type { PolicyRule } from "../rbac/types.ts";

/** `selfsubjectrulesreviews`: all that I may do in a namespace (`kubectl auth can-i --list`). Only create. */
export function selfSubjectRulesReview(authorizer: Authorizer): VirtualResource {
  return {
    async handle({ request, user }) {
      const review = (request.body ?? {}) as SelfSubjectRulesReview;
      const namespace = review.spec?.namespace ?? "";
      if (namespace === "") throw new StatusError("BadRequest", "no namespace on request");
      const { rules, complete } = authorizer.rulesFor?.(user, namespace) ?? { rules: [], complete: false };
      const object: SelfSubjectRulesReview = {
        kind: "SelfSubjectRulesReview",
        apiVersion: "authorization.k8s.io/v1",
        metadata: {},
        spec: {} as SelfSubjectRulesReview["spec"],
        status: { resourceRules: rules.filter((rule) => rule.resources?.length).map(resourceRule), nonResourceRules: rules.filter((rule) => rule.nonResourceURLs?.length).map(pathRule), incomplete: !complete },
      };
      return { type: "object", code: 201, object };
    },
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule) {
  return { verbs: [...verbs], apiGroups: [...(apiGroups ?? [])], resources: [...(resources ?? [])], ...(resourceNames?.length ? { resourceNames: [...resourceNames] } : {}) };
}

function pathRule({ verbs, nonResourceURLs }: PolicyRule) {
  return { verbs: [...verbs], nonResourceURLs: [...(nonResourceURLs ?? [])] };
}
