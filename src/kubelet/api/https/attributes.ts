/** What the API server is asked to allow before a page of the kubelet is shown. */
export interface NodeAttributes {
  readonly verb: "get" | "create" | "update" | "patch" | "delete";
  readonly subresource: string;
}

const verbs: Readonly<Record<string, NodeAttributes["verb"]>> = { GET: "get", HEAD: "get", POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/** Pages whose subresource of `nodes` stands alone. Source: kubernetes pkg/kubelet/server/auth nodeAuthorizerAttributesGetter. */
const coarse: readonly (readonly [path: string, subresource: string])[] = [["/stats", "stats"], ["/metrics", "metrics"], ["/logs", "log"], ["/checkpoint", "checkpoint"]];

/** Finer subresources, which came later: whoever has `nodes/proxy` needs none of them. Source: KEP-2862. */
const fine: readonly (readonly [path: string, subresource: string])[] = [["/pods", "pods"], ["/runningpods", "pods"], ["/healthz", "healthz"], ["/configz", "configz"], ["/statusz", "statusz"], ["/flagz", "flagz"]];

/** What is asked, one after the other, until one is allowed. */
export function nodeAttributes(method: string, path: string): { readonly verb: NodeAttributes["verb"]; readonly subresources: readonly string[] } {
  const covers = ([prefix]: readonly [string, string]): boolean => path === prefix || path.startsWith(`${prefix}/`);
  const alone = coarse.find(covers);
  const finer = fine.find(covers);
  const subresources = alone !== undefined ? [alone[1]] : finer !== undefined ? [finer[1], "proxy"] : ["proxy"];
  return { verb: isCommand(path) ? "create" : (verbs[method] ?? "get"), subresources };
}

/**
 * A WebSocket opens with GET, and reading is not the right to run commands. Upstream's kubelet still goes by the method;
 * its API server does not since 1.35 (AuthorizePodWebsocketUpgradeCreatePermission), and neither do we.
 */
function isCommand(path: string): boolean {
  return /^\/(exec|attach|portForward|run)\//.test(path);
}
