import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { keepStatus, metadataOf } from "../../shared/write-rules.ts";
import type { Deployment } from "../../types/apps/v1.gen.ts";

/** Annotations are part of what a rollout copies, so they count as a change too. Source: deploymentStrategy.PrepareForUpdate. */
export function prepareForUpdate(deployment: Deployment, old: Deployment): void {
  keepStatus(deployment, old);
  const before = old.metadata.generation ?? 0;
  const same = deepEqual(deployment.spec, old.spec) && deepEqual(deployment.metadata.annotations, old.metadata.annotations);
  metadataOf(deployment).generation = same ? before : before + 1;
}
