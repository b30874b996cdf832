/** What the API server is asked to allow before a page of the kubelet is shown. */
export interface NodeAttributes {
  readonly verb: "get" | "create" | "update" | "patch" | "delete";
  readonly subresource: string;
}

const verbs: Readonly<Record<string, NodeAttributes["verb"]>> = { GET: "get", HEAD: "get", POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/** Finer subresources of `nodes` for pages that tools read; everything else needs `nodes/proxy`. Source: kubernetes pkg/kubelet/server/auth nodeAuthorizerAttributesGetter. */
const subresources: readonly (readonly [path: string, subresource: string])[] = [
  ["/stats", "stats"],
  ["/metrics", "metrics"],
  ["/logs", "log"],
  ["/healthz", "healthz"],
  ["/pods", "pods"],
  ["/runningpods", "pods"],
];

export function nodeAttributes(method: string, path: string): NodeAttributes {
  const found = subresources.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  return { verb: verbs[method] ?? "get", subresource: found?.[1] ?? "proxy" };
}
