import { createContainer, deleteContainer, discardUnfinished, foldContainer, keepRecord, startContainer, updateResources } from "./container-operations.ts";
import { closeNetwork, openNetwork, setHostPorts } from "./network-operations.ts";
import { createSandbox, discardSandbox, releaseSandbox, removeSandboxFolder, updateSandboxResources } from "./sandbox-operations.ts";
import { connectInside, execCollect, execKill, execStream } from "./exec-operations.ts";

/** Everything that the host thread does. Arguments and answers are plain data: they cross a thread border. */
export const operations = {
  openNetwork, setHostPorts, closeNetwork,
  createSandbox, discardSandbox, releaseSandbox, removeSandboxFolder, updateSandboxResources,
  createContainer, startContainer, keepRecord, foldContainer, deleteContainer, discardUnfinished, updateResources,
  execCollect, execStream, execKill, connectInside,
};
