import type { ContainerConfig, PodSandboxConfig } from "../../cri/contract.ts";

/** What is kept on disk about a sandbox, so that a restarted Wherry takes it up. */
export interface SandboxRecord {
  readonly id: string;
  readonly config: PodSandboxConfig;
  readonly createdAt: number;
  /** Absent with host network. */
  readonly address?: string;
  /** First of the host's ids that the pod's users run under, where it has users of its own. */
  readonly firstHostId?: number;
  readonly state: "SANDBOX_READY" | "SANDBOX_NOTREADY";
  /** First process of the process namespace that the containers share, where they do. */
  readonly pause?: ProcessIdentity;
  /** The boot in which it was made: none of it runs in any other. */
  readonly bootId: string;
}

export interface ContainerRecord {
  readonly id: string;
  readonly sandboxId: string;
  readonly podUid: string;
  readonly config: ContainerConfig;
  readonly createdAt: number;
  readonly logPath: string;
  readonly imageRef: string;
  readonly cgroup: string;
  readonly ownsPidNamespace: boolean;
  readonly stopSignal: string;
  readonly user: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] };
  readonly bootId: string;
  readonly process?: ProcessIdentity;
  /** Why the OCI runtime could not make it, e.g. for want of its executable: `start` fails with these words. */
  readonly createFailure?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** A process id alone may name another process later; with its start time it cannot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTicks: string;
}
