import type { ContainerStatus, PodSandboxStatus } from "../cri/contract.ts";

/** A sandbox of pod `web` that is up. */
export function aSandbox(overrides: Partial<PodSandboxStatus> = {}): PodSandboxStatus {
  return { id: "s0", metadata: { name: "web", namespace: "default", uid: "uid-web", attempt: 0 }, state: "SANDBOX_READY", createdAt: 0, ips: ["10.64.0.2"], labels: {}, annotations: {}, ...overrides };
}

/** A run of container `main` in sandbox `s0`; the id tells name and attempt. */
export function aRun(overrides: Partial<Omit<ContainerStatus, "metadata">> & { readonly name?: string; readonly attempt?: number } = {}): ContainerStatus {
  const { name = "main", attempt = 0, ...rest } = overrides;
  return {
    id: `${name}-${attempt}`,
    sandboxId: "s0",
    metadata: { name, attempt },
    state: "CONTAINER_RUNNING",
    createdAt: 0,
    startedAt: 0,
    image: { id: "sha256:1", userSpecified: "busybox:1.36" },
    imageRef: "docker.io/library/busybox@sha256:1",
    labels: {},
    annotations: {},
    mounts: [],
    logPath: `${name}/${attempt}.log`,
    ...rest,
  };
}

/** A run that ended. */
export function anExit(exitCode: number, overrides: Parameters<typeof aRun>[0] & { readonly finishedAt?: number } = {}): ContainerStatus {
  return aRun({ state: "CONTAINER_EXITED", exitCode, finishedAt: 0, ...overrides });
}
