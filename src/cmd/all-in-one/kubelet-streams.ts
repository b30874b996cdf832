import type { StreamUpgrade } from "../../kubelet/api/https/listen.ts";
import { notFound } from "../../machinery/errors/constructors.ts";
import type { ApiServer } from "../../server/server.ts";
import { refuse } from "../../server/http/upgrade/upgrade.ts";
import { serveSpdy } from "../../server/http/upgrade/serve-spdy.ts";
import { serveWebSocket } from "../../server/http/upgrade/serve-web-socket.ts";
import { pods } from "../../server/resources.ts";

/** What the kubelet calls its streams and the API server calls otherwise. Source: k8s.io/api core/v1 ExecStdinParam and the others. */
const streamNames = { input: "stdin", output: "stdout", error: "stderr" } as const;

/** Exec, attach and port-forward at the kubelet's own port: the same protocols as at the API server's, for whom the kubelet has let in. */
export async function serveKubeletStream(server: ApiServer, { subresource, namespace, pod: name, container, query, user, request, socket, head, signal: closing }: StreamUpgrade): Promise<void> {
  const gone = new AbortController();
  socket.once("close", () => gone.abort(new Error("the client is gone")));
  try {
    const pod = await server.objects.find(pods, namespace, name);
    if (pod === undefined) throw notFound({ group: "", resource: "pods" }, name);
    const asked = new URLSearchParams(query);
    if (container !== undefined) asked.set("container", container);
    for (const [kubelets, ours] of Object.entries(streamNames)) if (["1", "true"].includes(query.get(kubelets) ?? "")) asked.set(ours, "true");
    if (query.has("port")) asked.set("ports", query.get("port") ?? "");
    const exchange = { server, request, socket, head, query: asked, user, signal: AbortSignal.any([gone.signal, closing]) };
    const serve = request.headers.upgrade?.toLowerCase() === "websocket" ? serveWebSocket : serveSpdy;
    await serve(exchange, subresource, pod);
  } catch (error) {
    refuse(socket, error);
  }
}
