import { badRequest, invalid } from "../../machinery/errors/constructors.ts";
import { required } from "../../machinery/errors/field-errors.ts";
import type { WantedStreams } from "./command-streams.ts";

export interface CommandOptions extends WantedStreams {
  readonly container?: string;
  /** Empty for attach. */
  readonly command: readonly string[];
}

/** Reads the query of an exec or attach. Source: k8s.io/api core/v1 PodExecOptions, PodAttachOptions. */
export function parseCommandOptions(subresource: "exec" | "attach", query: URLSearchParams): CommandOptions {
  const flag = (name: string) => query.has(name) && !["", "0", "false"].includes(query.get(name) ?? "");
  const options = { container: query.get("container") ?? undefined, command: query.getAll("command"), stdin: flag("stdin"), stdout: flag("stdout"), stderr: flag("stderr"), tty: flag("tty") };
  if (subresource === "exec" && options.command.length === 0) throw invalid({ group: "", kind: "PodExecOptions" }, "", [required("command")]);
  if (!options.stdin && !options.stdout && !options.stderr) throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
  return options;
}
