import type { LogRequest } from "../../machinery/streaming/kubelet-api.ts";
import type { CriLine } from "./cri-line.ts";

/** conmon writes UTC as an offset; what the API shows ends in Z. */
const utcOffset = /\+00:00$/;

/** What of a log a request wants to see, line by line. Source: kubernetes pkg/kubelet/kuberuntime/logs. */
export class LogFilter {
  readonly #sinceMs: number;
  readonly #stream: LogRequest["stream"];
  readonly #timestamps: boolean;
  #left: number;
  #inPartial: Record<"stdout" | "stderr", boolean> = { stdout: false, stderr: false };

  constructor(request: LogRequest, now: number) {
    this.#sinceMs = sinceOf(request, now);
    this.#stream = request.stream;
    this.#timestamps = request.timestamps === true;
    this.#left = request.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** True once `limitBytes` are used up. */
  get isFull(): boolean {
    return this.#left <= 0;
  }

  /** The line as it is sent, cut at the byte limit; undefined when it is not wanted. */
  take(line: CriLine): Uint8Array | undefined {
    if (this.#stream === "Stdout" && line.stream !== "stdout") return undefined;
    if (this.#stream === "Stderr" && line.stream !== "stderr") return undefined;
    const continues = this.#inPartial[line.stream];
    this.#inPartial[line.stream] = line.partial;
    if (Date.parse(line.timestamp) < this.#sinceMs) return undefined;
    const prefix = this.#timestamps && !continues ? `${line.timestamp.replace(utcOffset, "Z")} ` : "";
    const bytes = new TextEncoder().encode(`${prefix}${line.text}${line.partial ? "" : "\n"}`);
    const cut = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
    this.#left -= cut.length;
    return cut;
  }
}

function sinceOf({ sinceSeconds, sinceTime }: LogRequest, now: number): number {
  if (sinceTime !== undefined) return Date.parse(sinceTime);
  return sinceSeconds === undefined ? Number.NEGATIVE_INFINITY : now - sinceSeconds * 1_000;
}
