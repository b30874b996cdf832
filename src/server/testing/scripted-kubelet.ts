import type { KubeletApi, NodeConnector } from "../../machinery/streaming/kubelet-api.ts";

const text = new TextEncoder();

/** A kubelet that runs nothing: exec echoes what it was told and its input, logs are two lines, ports echo in upper case. */
export const scriptedKubelet: KubeletApi = {
  async page(path) {
    return { contentType: "text/plain", body: `page ${path}` };
  },

  async logs({ container, tailLines }, write) {
    const lines = [`first line of ${container}\n`, `last line of ${container}\n`];
    for (const line of tailLines === undefined ? lines : lines.slice(-tailLines)) await write(text.encode(line));
  },

  async exec({ command, container }, { stdin, stdout, stderr }) {
    await stdout?.(text.encode(`${container}: ${command.join(" ")}\n`));
    for await (const chunk of stdin ?? []) await stdout?.(chunk);
    await stderr?.(text.encode("done\n"));
    return { exitCode: Number(command.at(-1)) || 0 };
  },

  async attach(_, { stdout }) {
    await stdout?.(text.encode("attached\n"));
  },

  async portForward(_, port, { incoming, write }) {
    if (port === 81) throw new Error("connection refused");
    for await (const chunk of incoming) await write(text.encode(new TextDecoder().decode(chunk).toUpperCase()));
  },
};

export const scriptedNodes: NodeConnector = { kubelet: () => scriptedKubelet };
