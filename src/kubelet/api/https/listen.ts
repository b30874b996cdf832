import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Transport } from "../../../client/transport.ts";
import { isStatus } from "../../../machinery/errors/status-error.ts";
import type { KubeletApi } from "../../../machinery/streaming/kubelet-api.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import { parseLogQuery } from "../log-query.ts";
import { judge } from "./judge.ts";
import { run } from "./run.ts";

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
  /** Answers exec, attach and port-forward of a pod, whose sender is let in already. Absent: those paths answer 400. */
  readonly streams?: (upgrade: StreamUpgrade) => Promise<void>;
}

export interface StreamUpgrade {
  readonly subresource: "exec" | "attach" | "portforward";
  readonly namespace: string;
  readonly pod: string;
  /** Absent for port-forward. */
  readonly container?: string;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  /** Aborts when the kubelet's port is closed. */
  readonly signal: AbortSignal;
}

export interface KubeletListening {
  readonly port: number;
  close(): Promise<void>;
}

const streamPaths = /^\/(exec|attach|portForward)\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

async function switchProtocol(options: KubeletListenOptions, upgrade: Pick<StreamUpgrade, "request" | "socket" | "head" | "signal">): Promise<void> {
  const { request, socket } = upgrade;
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "https://kubelet");
  const verdict = await judge(options, request, pathname);
  if (verdict.type === "Refused") return refuseSocket(socket, verdict.code, verdict.message);
  const [, kind = "", namespace = "", pod = "", container] = (streamPaths.exec(pathname) ?? []).map((part) => (part === undefined ? part : decodeURIComponent(part)));
  if (options.streams === undefined || kind === "") return refuseSocket(socket, 404, `the kubelet has no stream ${pathname}`);
  await options.streams({ ...upgrade, subresource: kind.toLowerCase() as StreamUpgrade["subresource"], namespace, pod, container, query, user: verdict.user });
}

function refuseSocket(socket: Socket, code: number, message: string): void {
  const body = `${message}\n`;
  socket.end(`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? "Error"}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

/** As Go's servers take by default: the words of a command stand in the path of its request. */
const maxHeaderSize = 1_048_576;

/** Serves the kubelet's pages over HTTPS, each to whom the API server lets see it. Another port is taken where `port` is in use. */
export async function listenKubelet(options: KubeletListenOptions): Promise<KubeletListening> {
  const { certificate, key, clientCa, port } = options;
  const server = createServer({ cert: certificate, key, ca: clientCa, requestCert: true, rejectUnauthorized: false, maxHeaderSize }, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => refuse(response, isStatus(error) ? error.code : 500, error instanceof Error ? error.message : String(error)));
  });
  const closing = new AbortController();
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => {});
    void switchProtocol(options, { request, socket, head, signal: closing.signal }).catch(() => socket.destroy());
  });
  await bind(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return bind(server, 0); // another cluster's kubelet has it; the node's status tells ours
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      closing.abort();
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(options: KubeletListenOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://kubelet");
  const verdict = await judge(options, request, pathname);
  if (verdict.type === "Refused") return refuse(response, verdict.code, verdict.message);
  const kubelet = options.api();
  if (kubelet === undefined) return refuse(response, 503, "the kubelet is starting");
  if (pathname.startsWith("/run/")) return run(kubelet, request, response, { pathname, query: searchParams });
  if (streamPaths.test(pathname)) return refuse(response, 400, "Upgrade request required");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "the kubelet's pages are read with GET");
  if (pathname.startsWith("/containerLogs/") && parseLogQuery(searchParams).follow === true) return followLog(kubelet, pathname, searchParams, response);
  const { contentType, body, headers } = await kubelet.page(pathname, searchParams, (name) => request.headers[name]?.toString());
  response.writeHead(200, { ...headers, "content-type": contentType });
  response.end(body);
}

async function followLog(kubelet: KubeletApi, pathname: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const [, , namespace = "", pod = "", container = ""] = pathname.split("/").map(decodeURIComponent);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  response.setHeader("content-type", "text/plain");
  const write = (chunk: Uint8Array): Promise<void> => new Promise((resolve) => (response.write(chunk) ? resolve() : response.once("drain", resolve)));
  await kubelet.logs({ ...parseLogQuery(query), namespace, pod, container }, write, gone.signal);
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
