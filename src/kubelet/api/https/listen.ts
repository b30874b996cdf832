import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Transport } from "../../../client/transport.ts";
import { isStatus } from "../../../machinery/errors/status-error.ts";
import type { KubeletApi } from "../../../machinery/streaming/kubelet-api.ts";
import { nodeAttributes } from "./attributes.ts";
import { identify, isAllowed } from "./identify.ts";

export interface KubeletListenOptions {
  /** The kubelet, once it is there. */
  readonly api: () => KubeletApi | undefined;
  readonly nodeName: string;
  /** Carries the node's identity: tokens and permissions are the API server's to judge. */
  readonly transport: Transport;
  readonly certificate: string;
  readonly key: string;
  /** Who may sign client certificates, in PEM. */
  readonly clientCa: string;
  readonly port: number;
}

export interface KubeletListening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the kubelet's pages over HTTPS, each to whom the API server lets see it. Another port is taken where `port` is in use. */
export async function listenKubelet(options: KubeletListenOptions): Promise<KubeletListening> {
  const { certificate, key, clientCa, port } = options;
  const server = createServer({ cert: certificate, key, ca: clientCa, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => refuse(response, isStatus(error, "NotFound") ? 404 : isStatus(error, "BadRequest") ? 400 : 500, error instanceof Error ? error.message : String(error)));
  });
  await bind(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return bind(server, 0); // another cluster's kubelet has it; the node's status tells ours
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer({ api, nodeName, transport }: KubeletListenOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://kubelet");
  const user = await identify(transport, request);
  if (user === undefined) return refuse(response, 401, "Unauthorized");
  const attributes = nodeAttributes(request.method ?? "GET", pathname);
  if (!(await isAllowed(transport, user, nodeName, attributes))) {
    return refuse(response, 403, `Forbidden (user=${user.name}, verb=${attributes.verb}, resource=nodes, subresource(s)=[${attributes.subresource}])`);
  }
  const kubelet = api();
  if (kubelet === undefined) return refuse(response, 503, "the kubelet is starting");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "the kubelet's pages are read with GET");
  if (pathname.startsWith("/containerLogs/") && searchParams.get("follow") === "true") return followLog(kubelet, pathname, response);
  const { contentType, body } = await kubelet.page(pathname, searchParams);
  response.writeHead(200, { "content-type": contentType });
  response.end(body);
}

async function followLog(kubelet: KubeletApi, pathname: string, response: ServerResponse): Promise<void> {
  const [, , namespace = "", pod = "", container = ""] = pathname.split("/").map(decodeURIComponent);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  response.setHeader("content-type", "text/plain");
  const write = (chunk: Uint8Array): Promise<void> => new Promise((resolve) => (response.write(chunk) ? resolve() : response.once("drain", resolve)));
  await kubelet.logs({ namespace, pod, container, follow: true }, write, gone.signal);
  response.end();
}

function refuse(response: ServerResponse, code: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(code, { "content-type": "text/plain; charset=utf-8", ...(code === 401 ? { "www-authenticate": "Bearer" } : {}) });
  response.end(`${message}\n`);
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
