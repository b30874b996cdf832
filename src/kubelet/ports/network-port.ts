/** Connections that the kubelet opens to pods: probes and lifecycle hooks. */
export interface HttpCheck {
  readonly scheme: "HTTP" | "HTTPS";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Repeated names are sent as they are. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface GrpcCheck {
  readonly host: string;
  readonly port: number;
  /** As in grpc.health.v1.HealthCheckRequest; empty asks for the whole server. */
  readonly service: string;
}

export interface GrpcHealth {
  /** `SERVING`, `NOT_SERVING`, … */
  readonly status: string;
}

/** An HTTPS request was answered in plain HTTP. */
export class NotTlsError extends Error {
  override readonly name = "NotTlsError";
}

/** The headers of an answer came, and not all of its body. */
export class UnfinishedAnswerError extends Error {
  override readonly name = "UnfinishedAnswerError";
}

export interface NetworkPort {
  /**
   * GET without checking certificates. Redirects on the same host are followed, another is the answer. `body` is cut at
   * 10 KiB. Rejects with an Error whose message is for people when there is no answer within `timeoutMs`, with a NotTlsError when HTTPS was answered in HTTP, with
   * an UnfinishedAnswerError when the body breaks off.
   */
  httpGet(check: HttpCheck, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }>;
  /** Opens and closes a TCP connection. Rejects when it cannot be opened within `timeoutMs`. */
  tcpConnect(host: string, port: number, timeoutMs: number): Promise<void>;
  /** Asks the server's health service. Rejects with words for the event when there is no answer within `timeoutMs`. */
  grpcHealth(check: GrpcCheck, timeoutMs: number): Promise<GrpcHealth>;
}
