import type { KubeletPorts } from "../../options.ts";
import { Logind } from "./logind/logind.ts";
import { NodeHostFiles } from "./node-host-files.ts";
import { NodeMachine } from "./node-machine.ts";
import { NodeMounts } from "./node-mounts.ts";
import { NodeNetwork } from "./node-network.ts";

/** The host that this process runs on. */
export function createNodePorts(): KubeletPorts {
  return { files: new NodeHostFiles(), mounts: new NodeMounts(), network: new NodeNetwork(), machine: new NodeMachine(), shutdown: new Logind() };
}
