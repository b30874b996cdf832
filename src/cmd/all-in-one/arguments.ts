import { parseArgs } from "node:util";

/** What `wherry serve` is told by the command line. */
export interface ServeArguments {
  readonly dataDir: string;
  readonly name: string;
  /** Undefined: the cluster's own from before, or a free one. */
  readonly port?: number;
  /** Only remove what a dead process left behind. */
  readonly teardown: boolean;
  readonly keepData: boolean;
}

export function parseServeArguments(args: readonly string[]): ServeArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { "data-dir": { type: "string" }, name: { type: "string" }, port: { type: "string" }, teardown: { type: "boolean" }, "keep-data": { type: "boolean" } },
  });
  const { "data-dir": dataDir, name, port, teardown = false, "keep-data": keepData = false } = values;
  if (dataDir === undefined || name === undefined) throw new Error("serve is started by `wherry up`, which tells it --data-dir and --name");
  return { dataDir, name, teardown, keepData, ...(port === undefined ? {} : { port: Number(port) }) };
}
