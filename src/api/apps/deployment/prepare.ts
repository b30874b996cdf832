import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { keepAllButStatus, keepStatus, metadataOf } from "../../shared/write-rules.ts";
import type { Deployment } from "../../types/apps/v1.gen.ts";

/** Annotations are part of what a rollout copies, so they count as a change too. Source: deploymentStrategy.PrepareForUpdate. */
export function prepareForUpdate(deployment: Deployment, old: Deployment): void {
  keepStatus(deployment, old);
  const before = old.metadata.generation ?? 0;
  const same = deepEqual(deployment.spec, old.spec) && deepEqual(deployment.metadata.annotations, old.metadata.annotations);
  metadataOf(deployment).generation = same ? before : before + 1;
}

/** Labels belong to the spec's side of a Deployment, unlike those of other kinds. Source: deploymentStatusStrategy.PrepareForUpdate. */
export function prepareForStatusUpdate(deployment: Deployment, old: Deployment): void {
  keepAllButStatus(deployment, old);
  if (old.metadata.labels === undefined) delete metadataOf(deployment).labels;
  else metadataOf(deployment).labels = old.metadata.labels;
}
