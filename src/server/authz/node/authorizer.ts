import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { pods } from "../../resources.ts";
import { isPath, type ResourceAttributes } from "../attributes.ts";
import type { Authorizer, Decision } from "../authorizer.ts";
import { ruleAllows } from "../rbac/rule-match.ts";
import { nodeRules } from "./rules.ts";
import { referencesOf } from "./references.ts";

const noOpinion: Decision = { verdict: "noOpinion", reason: "" };
const allow: Decision = { verdict: "allow", reason: "" };

/** The node's name when the user is a kubelet. Source: kubernetes pkg/auth/nodeidentifier. */
export function nodeNameOf(user: { readonly name: string; readonly groups: readonly string[] }): string | undefined {
  const prefix = "system:node:";
  return user.groups.includes("system:nodes") && user.name.startsWith(prefix) && user.name.length > prefix.length ? user.name.slice(prefix.length) : undefined;
}

/**
 * Lets a kubelet read the secrets, config maps and claims of the pods on its node and no others, and make tokens for
 * those pods; everything else a kubelet needs comes from fixed rules. Source: kubernetes plugin/pkg/auth/authorizer/node.
 */
export function nodeAuthorizer(objects: ObjectReader): Authorizer {
  return {
    authorize(attributes) {
      const nodeName = nodeNameOf(attributes.user);
      if (nodeName === undefined) return noOpinion;
      if (!isPath(attributes)) {
        const restricted = restrictedKind(attributes);
        if (restricted !== undefined) return authorizeReference(objects, nodeName, attributes, restricted);
      }
      return nodeRules.some((rule) => ruleAllows(rule, attributes)) ? allow : noOpinion;
    },
    rulesFor: (user) => ({ rules: nodeNameOf(user) === undefined ? [] : nodeRules, complete: nodeNameOf(user) === undefined }),
  };
}

type RestrictedKind = "secrets" | "configmaps" | "persistentvolumeclaims" | "serviceaccounts/token";

function restrictedKind({ group, resource, subresource, verb }: ResourceAttributes): RestrictedKind | undefined {
  if (group !== "") return undefined;
  if (resource === "serviceaccounts") return subresource === "token" && verb === "create" ? "serviceaccounts/token" : undefined;
  if (resource === "secrets" || resource === "configmaps" || resource === "persistentvolumeclaims") return subresource === undefined ? resource : undefined;
  return undefined;
}

function authorizeReference(objects: ObjectReader, nodeName: string, attributes: ResourceAttributes, kind: RestrictedKind): Decision {
  const { verb, name, namespace } = attributes;
  const readable = kind === "serviceaccounts/token" ? verb === "create" : verb === "get" || verb === "list" || verb === "watch";
  if (!readable) return { verdict: "noOpinion", reason: `can only read resources of this type` };
  if (name === undefined || namespace === undefined) return { verdict: "noOpinion", reason: "No Object name found" };
  const related = objects.list(pods, namespace).some((pod: Pod) => pod.spec.nodeName === nodeName && referencesOf(pod)[kind].has(name));
  return related ? allow : { verdict: "noOpinion", reason: `no relationship found between node '${nodeName}' and this object` };
}
