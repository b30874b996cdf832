/** Connections that the kubelet opens to pods: probes and lifecycle hooks. */
export interface HttpCheck {
  readonly scheme: "HTTP" | "HTTPS";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Repeated names are sent as they are. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface NetworkPort {
  /**
   * GET without checking certificates. Redirects on the same host are followed. `body` is cut at 10 KiB. Rejects with an
   * Error whose message is for people when there is no answer within `timeoutMs`.
   */
  httpGet(check: HttpCheck, timeoutMs: number): Promise<{ readonly status: number; readonly body: string; readonly redirectedAway?: boolean }>;
  /** Opens and closes a TCP connection. Rejects when it cannot be opened within `timeoutMs`. */
  tcpConnect(host: string, port: number, timeoutMs: number): Promise<void>;
}
