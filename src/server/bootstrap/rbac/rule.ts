import type { PolicyRule } from "../../authz/rbac/types.ts";

/** Short words for rules. Source: kubernetes pkg/apis/rbac/v1 NewRule. */
export const read = ["get", "list", "watch"];
export const write = ["create", "delete", "deletecollection", "patch", "update"];
export const readWrite = [...read, ...write];
export const readUpdate = [...read, "update", "patch"];

export const groups = {
  core: [""],
  apps: ["apps"],
  authentication: ["authentication.k8s.io"],
  authorization: ["authorization.k8s.io"],
  autoscaling: ["autoscaling"],
  batch: ["batch"],
  certificates: ["certificates.k8s.io"],
  coordination: ["coordination.k8s.io"],
  discovery: ["discovery.k8s.io"],
  events: ["", "events.k8s.io"],
  extensions: ["extensions"],
  networking: ["networking.k8s.io"],
  node: ["node.k8s.io"],
  policy: ["policy"],
  rbac: ["rbac.authorization.k8s.io"],
  resource: ["resource.k8s.io"],
  storage: ["storage.k8s.io"],
} as const;

/** `verbs` on `resources` (words divided by blanks) of `apiGroups`; only those named when `resourceNames` are given. */
export function rule(verbs: readonly string[], apiGroups: readonly string[], resources: string, resourceNames?: readonly string[]): PolicyRule {
  return inOrder({ verbs, apiGroups, resources: resources.split(" "), resourceNames });
}

/** The same rule with its words in the order in which upstream writes them: that of their letters. */
export function inOrder({ verbs, apiGroups = [], resources = [], resourceNames }: PolicyRule): PolicyRule {
  return { verbs: verbs.toSorted(), apiGroups: apiGroups.toSorted(), resources: resources.toSorted(), ...(resourceNames === undefined ? {} : { resourceNames: resourceNames.toSorted() }) };
}

export function urls(...nonResourceURLs: readonly string[]): PolicyRule {
  return { verbs: ["get"], nonResourceURLs: [...nonResourceURLs] };
}

/** Writing events, as every component does. */
export const writeEvents = rule(["create", "patch", "update"], groups.events, "events");
