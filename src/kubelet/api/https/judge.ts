import type { IncomingMessage } from "node:http";
import type { Transport } from "../../../client/transport.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import { nodeAttributes } from "./attributes.ts";
import { identify, isAllowed } from "./identify.ts";

export type Verdict = { readonly type: "Allowed"; readonly user: UserInfo } | { readonly type: "Refused"; readonly code: 401 | 403; readonly message: string };

/** Whether the API server knows the sender of a request and lets them do what it asks of the node. Source: kubernetes pkg/kubelet/server InstallAuthFilter. */
export async function judge({ transport, nodeName }: { readonly transport: Transport; readonly nodeName: string }, request: IncomingMessage, path: string): Promise<Verdict> {
  const user = await identify(transport, request);
  if (user === undefined) return { type: "Refused", code: 401, message: "Unauthorized" };
  const { verb, subresources } = nodeAttributes(request.method ?? "GET", path);
  for (const subresource of subresources) if (await isAllowed(transport, user, nodeName, { verb, subresource })) return { type: "Allowed", user };
  return { type: "Refused", code: 403, message: `Forbidden (user=${user.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(" ")}])` };
}
