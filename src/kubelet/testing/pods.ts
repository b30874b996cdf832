import type { Container, Pod, PodSpec, PodStatus } from "../../api/types/core/v1.gen.ts";

/** A container with what admission and defaults would have filled in. */
export function aContainer(overrides: Partial<Container> = {}): Container {
  return { name: "main", image: "busybox:1.36", imagePullPolicy: "IfNotPresent", terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File", ...overrides };
}

/** A pod that is bound to node `n1`. */
export function aPod(overrides: { readonly name?: string; readonly spec?: Partial<PodSpec>; readonly status?: PodStatus; readonly metadata?: Pod["metadata"] } = {}): Pod {
  const name = overrides.name ?? "web";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: `uid-${name}`, generation: 1, ...overrides.metadata },
    spec: { containers: [aContainer()], restartPolicy: "Always", terminationGracePeriodSeconds: 30, nodeName: "n1", ...overrides.spec },
    ...(overrides.status === undefined ? {} : { status: overrides.status }),
  };
}
