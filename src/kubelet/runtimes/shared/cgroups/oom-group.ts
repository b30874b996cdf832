import type { LinuxContainerResources } from "../../../cri/contract.ts";

/** The file of cgroup v2 by which the kernel kills all of a container and not one process of it. */
export function oomGroupFile({ oomGroup }: LinuxContainerResources): Readonly<Record<string, string>> | undefined {
  return oomGroup === true ? { "memory.oom.group": "1" } : undefined;
}
