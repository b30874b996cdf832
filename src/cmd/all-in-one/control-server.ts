import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { ClusterStatus, ImageRow, Progress } from "../../cli/cluster/protocol.ts";
import { withSocketPath } from "../../cli/cluster/control-client.ts";
import { kubernetesVersion } from "../../api/version.ts";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { nodes, pods } from "../../client/resources.ts";
import { version } from "../../base/version.ts";
import { isConditionTrue } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { ServeArguments } from "./arguments.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, ClusterFailure } from "./failure.ts";

export interface ControlServer {
  /** Tells everyone who waits for the end that it has come, or why it has not, and closes the socket. */
  close(failure?: ClusterFailure): Promise<void>;
}

export interface ControlHandlers {
  readonly onShutdown: (keepData: boolean) => void;
}

/** Answers the command line on the socket in the data folder. Source of the paths: cli/cluster/protocol.ts. */
export async function openControlServer(cluster: Cluster, args: ServeArguments, handlers: ControlHandlers): Promise<ControlServer> {
  const waitingForEnd: ServerResponse[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const { message, fix } = asFailure(error, args.dataDir);
      if (response.headersSent) finish(response, { type: "failed", message, fix });
      else sendJson(response, 400, { message, fix });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://control");
    switch (`${request.method} ${pathname}`) {
      case "GET /status":
        return sendJson(response, 200, await clusterStatus(cluster, args));
      case "GET /images":
        return sendJson(response, 200, await imageRows(cluster));
      case "POST /images":
        return finish(response, { type: "done", result: await cluster.runtime.images.load(request) });
      case "DELETE /images":
        return sendJson(response, 200, await removeImage(cluster, searchParams.get("name") ?? ""));
      case "POST /shutdown":
        response.write(line({ type: "step", text: "stopping containers" }));
        waitingForEnd.push(response);
        return handlers.onShutdown(searchParams.get("keepData") === "true");
      default:
        throw new ClusterFailure(`the cluster does not know ${request.method} ${pathname}`, "use the wherry of the same version as the cluster");
    }
  }

  rmSync(join(args.dataDir, "run", "control.sock"), { force: true });
  await withSocketPath(args.dataDir, (path) => new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path, readableAll: false, writableAll: false }, resolve);
  }));
  return {
    close: (failure) => new Promise((resolve) => {
      const answer: Progress = failure === undefined ? { type: "done", result: null } : { type: "failed", message: failure.message, fix: failure.fix };
      for (const response of waitingForEnd) finish(response, answer);
      server.close(() => resolve());
      server.closeIdleConnections();
    }),
  };
}

async function clusterStatus({ transport, result, startedAt, nodeName, runtime }: Cluster, { name, dataDir }: ServeArguments): Promise<ClusterStatus> {
  const [node, podList, { runtimeName }] = await Promise.all([
    transport.request<Node>({ verb: "get", resource: nodes, name: nodeName }),
    transport.list<Pod>({ verb: "list", resource: pods }),
    runtime.runtime.version(),
  ]);
  return {
    name,
    dataDir,
    pid: process.pid,
    version: `wherry ${version} (Kubernetes ${kubernetesVersion})`,
    server: result.server,
    startedAt: formatTime(startedAt),
    node: { name: nodeName, ready: isConditionTrue(node.status?.conditions, "Ready") },
    pods: { running: podList.items.filter((pod) => pod.status?.phase === "Running").length, total: podList.items.length },
    memoryBytes: process.memoryUsage.rss(),
    runtime: runtimeName,
  };
}

async function imageRows({ runtime }: Cluster): Promise<ImageRow[]> {
  const images = await runtime.images.listImages();
  return images.map(({ id, repoTags, repoDigests, sizeBytes }) => ({ id, names: repoTags.length > 0 ? repoTags : repoDigests, sizeBytes }));
}

async function removeImage({ runtime }: Cluster, name: string): Promise<{ removed: string }> {
  if ((await runtime.images.imageStatus(name)) === undefined) throw new ClusterFailure(`there is no image ${JSON.stringify(name)}`, "see the names with: wherry image list");
  await runtime.images.removeImage(name);
  return { removed: name };
}

function sendJson(response: ServerResponse, code: number, value: unknown): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function finish(response: ServerResponse, progress: Progress): void {
  response.end(line(progress));
}

function line(progress: Progress): string {
  return `${JSON.stringify(progress)}\n`;
}
