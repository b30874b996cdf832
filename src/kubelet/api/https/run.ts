import type { IncomingMessage, ServerResponse } from "node:http";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import type { KubeletApi } from "../../../machinery/streaming/kubelet-api.ts";

/** What a command may print; what is more ends it. */
const maximumBytes = 10 * 1_024 * 1_024;

/** `POST /run/<namespace>/<pod>[/<uid>]/<container>?cmd=…`: runs a command to its end and answers what it printed. Source: kubernetes pkg/kubelet/server getRun. */
export async function run(kubelet: KubeletApi, request: IncomingMessage, response: ServerResponse, { pathname, query }: { readonly pathname: string; readonly query: URLSearchParams }): Promise<void> {
  if (request.method !== "POST") throw new StatusError("MethodNotAllowed", "a command is run with POST");
  const [, , namespace = "", pod = "", ...rest] = pathname.split("/").map(decodeURIComponent);
  const container = rest.at(-1);
  if (container === undefined || rest.length > 2) throw new StatusError("NotFound", "a command is run at /run/<namespace>/<pod>/<container>");
  const command = (query.get("cmd") ?? "").split(" ").filter((word) => word !== "");
  if (command.length === 0) throw new StatusError("BadRequest", "the query says no command: cmd is missing");
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const printed: Uint8Array[] = [];
  let bytes = 0;
  const collect = async (chunk: Uint8Array): Promise<void> => {
    bytes += chunk.length;
    if (bytes > maximumBytes) return gone.abort(new Error(`the command printed more than ${maximumBytes} bytes`));
    printed.push(Uint8Array.from(chunk));
  };
  const { exitCode } = await kubelet.exec({ namespace, pod, ...(rest.length === 2 ? { podUid: rest[0] } : {}), container, command, tty: false }, { stdout: collect, stderr: collect }, gone.signal);
  const output = Buffer.concat(printed);
  if (exitCode !== 0) throw new StatusError("InternalError", `command '${command.join(" ")}' exited with ${exitCode}: ${output.toString()}`);
  response.writeHead(200, { "content-type": "text/plain" });
  response.end(output);
}
