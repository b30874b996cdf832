import type { ObjectReader } from "../../object-reader.ts";
import { isPath, type ResourceAttributes } from "../attributes.ts";
import type { Authorizer, Decision } from "../authorizer.ts";
import { ruleAllows } from "../rbac/rule-match.ts";
import { allow, refuse, restrictions } from "./restrictions.ts";
import { nodeRules } from "./rules.ts";

const noOpinion: Decision = { verdict: "noOpinion", reason: "" };

/** The node's name when the user is a kubelet. Source: kubernetes pkg/auth/nodeidentifier. */
export function nodeNameOf(user: { readonly name: string; readonly groups: readonly string[] }): string | undefined {
  const prefix = "system:node:";
  return user.groups.includes("system:nodes") && user.name.startsWith(prefix) && user.name.length > prefix.length ? user.name.slice(prefix.length) : undefined;
}

/**
 * Lets a kubelet see its own node, the pods on it and what these use, and no others; write what admission's
 * NodeRestriction narrows down further; everything else a kubelet needs comes from fixed rules.
 * Source: kubernetes plugin/pkg/auth/authorizer/node.
 */
export function nodeAuthorizer(objects: ObjectReader): Authorizer {
  return {
    authorize(attributes) {
      const nodeName = nodeNameOf(attributes.user);
      if (nodeName === undefined) return noOpinion;
      const restriction = isPath(attributes) ? undefined : restrictions[resourceKey(attributes)];
      if (restriction !== undefined) return restriction(attributes as ResourceAttributes, { nodeName, objects });
      return nodeRules.some((rule) => ruleAllows(rule, attributes)) ? allow : refuse("");
    },
    // What a node may do hangs on its pods; no list of rules says it.
    rulesFor: (user) => ({ rules: [], complete: nodeNameOf(user) === undefined }),
  };
}

function resourceKey({ group, resource }: ResourceAttributes): string {
  return group === "" ? resource : `${resource}.${group}`;
}
