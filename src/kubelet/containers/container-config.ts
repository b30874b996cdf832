import type { Container, EphemeralContainer, Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerConfig, Image, Mount } from "../cri/contract.ts";
import { expand } from "./expansion.ts";
import { containerResources } from "./resources.ts";
import { labels } from "./sandbox-config.ts";
import { securityContext } from "./security-context.ts";
import type { EnvVariable } from "./service-env.ts";

export interface ContainerConfigInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly attempt: number;
  /** See the annotation; absent while there was none. */
  readonly restartOfAll?: number;
  readonly image: Image;
  readonly environment: readonly EnvVariable[];
  readonly mounts: readonly Mount[];
  readonly nodeMemoryBytes: number;
  /** Where the node's own seccomp profiles lie. */
  readonly seccompFolder: string;
  /** For an ephemeral container with a target: the target's container id. */
  readonly pidTarget?: string;
}

/** Labels and annotations by which a restarted kubelet knows its containers again. */
export const annotations = {
  restartCount: "io.kubernetes.container.restartCount",
  terminationMessagePath: "io.kubernetes.container.terminationMessagePath",
  terminationMessagePolicy: "io.kubernetes.container.terminationMessagePolicy",
  /** Host path of the file that holds the last words. */
  terminationMessageFile: "wherry.dev/termination-message-file",
  /** Where the file lies below that path, which is then a volume that containers write to. */
  terminationMessageSubPath: "wherry.dev/termination-message-sub-path",
  /** Which restart of all containers of the pod the run belongs to: the moment, in milliseconds since the epoch, of the exit that asked for it. */
  restartOfAll: "wherry.dev/restart-of-all",
  /** What the run was made to ask for of memory. */
  memoryRequest: "wherry.dev/memory-request",
} as const;

/** What the runtime needs to make a container. Throws ContainerConfigError. */
export function containerConfig(input: ContainerConfigInput): ContainerConfig {
  const { pod, container, attempt, image } = input;
  const values = new Map(input.environment.map(({ key, value }) => [key, value]));
  const lookup = (name: string): string | undefined => values.get(name);
  const { name = "", namespace = "", uid = "" } = pod.metadata;
  const stopSignal = container.lifecycle?.stopSignal;
  return {
    metadata: { name: container.name, attempt },
    image: { id: image.id, userSpecified: container.image ?? "" },
    command: (container.command ?? []).map((word) => expand(word, lookup)),
    args: (container.args ?? []).map((word) => expand(word, lookup)),
    ...(container.workingDir === undefined || container.workingDir === "" ? {} : { workingDir: container.workingDir }),
    envs: input.environment,
    mounts: input.mounts,
    devices: [],
    labels: { [labels.podName]: name, [labels.podNamespace]: namespace, [labels.podUid]: uid, [labels.containerName]: container.name },
    annotations: {
      [annotations.restartCount]: String(attempt),
      [annotations.terminationMessagePath]: container.terminationMessagePath ?? "/dev/termination-log",
      [annotations.terminationMessagePolicy]: container.terminationMessagePolicy ?? "File",
      ...terminationFile(container, input.mounts),
      [annotations.memoryRequest]: container.resources?.requests?.["memory"] ?? "0",
      ...(input.restartOfAll === undefined ? {} : { [annotations.restartOfAll]: String(input.restartOfAll) }),
    },
    logPath: containerLogPath(container.name, attempt),
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    ...(stopSignal === undefined ? {} : { stopSignal }),
    linux: {
      resources: containerResources(pod, container, input.nodeMemoryBytes),
      securityContext: securityContext(pod, container, image, input.seccompFolder),
      ...(input.pidTarget === undefined ? {} : { pidTarget: input.pidTarget }),
    },
  };
}

/** Relative to the pod's log folder. */
export function containerLogPath(name: string, attempt: number): string {
  return `${name}/${attempt}.log`;
}

/** The target container whose processes a debug container sees. */
export function targetContainer(container: Container | EphemeralContainer): string | undefined {
  return "targetContainerName" in container ? container.targetContainerName : undefined;
}

function terminationFile(container: Container, mounts: readonly Mount[]): Record<string, string> {
  const path = container.terminationMessagePath ?? "/dev/termination-log";
  const mount = mounts.find((entry) => entry.containerPath === path);
  if (mount === undefined) return {};
  return { [annotations.terminationMessageFile]: mount.hostPath, ...(mount.subPath === undefined ? {} : { [annotations.terminationMessageSubPath]: mount.subPath }) };
}
