import { inNormalForm } from "../../shared/normal-form.ts";
import type { ObjectMeta } from "../../types/meta/v1.gen.ts";
import type { Pod, PodSpec, PodStatus } from "../../types/core/v1.gen.ts";
import { strategy } from "./strategy.ts";

export interface PodOverrides {
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: Partial<PodSpec>;
  readonly status?: PodStatus;
  /** Shorthand for `status.phase`. */
  readonly phase?: PodStatus["phase"];
  /** Shorthand for `spec.nodeName`. */
  readonly nodeName?: string;
}

/** A valid pod with defaults, as the server would store it: one container `main` of image `busybox:1`. */
export function aPod({ name = "web", namespace = "default", metadata, spec, status, phase, nodeName }: PodOverrides = {}): Pod {
  return inNormalForm(strategy, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z", generation: 1, ...metadata },
    spec: { containers: [{ name: "main", image: "busybox:1" }], ...(nodeName === undefined ? {} : { nodeName }), ...spec },
    status: { phase: phase ?? "Pending", ...status },
  } as Pod);
}
