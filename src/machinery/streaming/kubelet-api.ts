/**
 * What the API server asks of a node's kubelet: logs and streams into containers. The server holds it as a port;
 * the kubelet implements it; between machines it travels over HTTPS. All of it is free of Node's types.
 */

export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** The streams of an exec or attach. `stdout` and `stderr` resolve when the receiver can take more. */
export interface RemoteStreams {
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly stdout?: (chunk: Uint8Array) => Promise<void>;
  readonly stderr?: (chunk: Uint8Array) => Promise<void>;
  readonly resizes?: AsyncIterable<TerminalSize>;
}

export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid?: string;
  readonly container: string;
}

export interface ExecRequest extends ContainerRef {
  readonly command: readonly string[];
  readonly tty: boolean;
}

export interface AttachRequest extends ContainerRef {
  readonly tty: boolean;
}

export interface LogRequest extends ContainerRef {
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly stream?: "All" | "Stdout" | "Stderr";
}

/** One forwarded connection: bytes from the client in, bytes to the client out, until either side ends. */
export interface ForwardedConnection {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
}

/** What the kubelet answers at one of its paths, e.g. `/stats/summary`. */
export interface KubeletPage {
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

export interface KubeletApi {
  /** `path` begins with a slash. Throws StatusError (NotFound) for a path that the kubelet does not have. */
  page(path: string, query: URLSearchParams, header?: HeaderReader): Promise<KubeletPage>;
  /** Writes the log to `write`, and with `follow` goes on until the container ends or `signal` aborts. Throws StatusError before the first byte. */
  logs(request: LogRequest, write: (chunk: Uint8Array) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Resolves with the command's exit code. Throws StatusError when it could not be started. */
  exec(request: ExecRequest, streams: RemoteStreams, signal: AbortSignal): Promise<{ exitCode: number }>;
  /** Resolves when the container's process ends or the client goes. */
  attach(request: AttachRequest, streams: RemoteStreams, signal: AbortSignal): Promise<void>;
  /** Connects to `port` on the pod's loopback. Throws when nothing listens there. Resolves when the connection is over. */
  portForward(pod: { namespace: string; pod: string; podUid?: string }, port: number, connection: ForwardedConnection, signal: AbortSignal): Promise<void>;
}

/** Finds the kubelet of a node. Throws a StatusError (ServiceUnavailable) for a node that cannot be reached. */
export interface NodeConnector {
  kubelet(nodeName: string): KubeletApi;
}
