import { parseArgs } from "node:util";
import type { Flags } from "../../machinery/zpages/flagz.ts";
import type { RuntimeChoice, ShutdownChoice } from "../../cli/cluster/location.ts";

/** What `wherry serve` is told by the command line. */
export interface ServeArguments {
  readonly dataDir: string;
  readonly name: string;
  /** Undefined: the cluster's own from before, or a free one. */
  readonly port?: number;
  /** What the command line asks for; the cluster's own from before goes where it asks for nothing. */
  readonly runtime: Partial<RuntimeChoice>;
  /** How a shutdown of the machine treats pods; the cluster's own from before goes where the command line says nothing. */
  readonly shutdown?: ShutdownChoice;
  /** Only remove what a dead process left behind. */
  readonly teardown: boolean;
  readonly keepData: boolean;
  /** The flags and their values, those that were not given too. */
  readonly flags: Flags;
}

export function parseServeArguments(args: readonly string[]): ServeArguments {
  const options = { "data-dir": { type: "string" }, name: { type: "string" }, port: { type: "string" }, runtime: { type: "string" }, "runtime-endpoint": { type: "string" }, shutdown: { type: "string" }, teardown: { type: "boolean" }, "keep-data": { type: "boolean" } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const { "data-dir": dataDir, name, port, teardown = false, "keep-data": keepData = false, runtime, "runtime-endpoint": runtimeEndpoint, shutdown } = values;
  if (dataDir === undefined || name === undefined) throw new Error("serve is started by `wherry up`, which tells it --data-dir and --name");
  const choice: Partial<RuntimeChoice> = {
    ...(runtime === undefined ? {} : { runtime: runtime as RuntimeChoice["runtime"] }), // `wherry up` has checked it
    ...(runtimeEndpoint === undefined ? {} : { runtimeEndpoint }),
  };
  const further = { ...(port === undefined ? {} : { port: Number(port) }), ...(shutdown === undefined ? {} : { shutdown: JSON.parse(shutdown) as ShutdownChoice }) };
  const written = (flag: keyof typeof options): string => String(values[flag] ?? (options[flag].type === "boolean" ? false : ""));
  const flags = Object.fromEntries(Object.keys(options).map((flag) => [flag, written(flag as keyof typeof options)]));
  return { dataDir, name, runtime: choice, teardown, keepData, flags, ...further };
}
