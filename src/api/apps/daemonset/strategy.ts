import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { templateUpdateWarnings, templateWarnings } from "../../core/pod-template/warnings.ts";
import { formatLabelSelector, formatLabels } from "../../shared/format-selector.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { DaemonSet } from "../../types/apps/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { validateCreate, validateStatusUpdate, validateUpdate } from "./validation.ts";

/** Counts the changes of the template, as the API did before revisions had names. */
const templateGeneration = "deprecated.daemonset.template.generation";

/** Daemon sets. Source: kubernetes pkg/registry/apps/daemonset. */
export const strategy: KindStrategy<DaemonSet> = {
  group: "apps",
  resource: "daemonsets",
  applyDefaults,
  prepareForCreate(set) {
    const metadata = metadataOf(set);
    metadata.generation = 1;
    metadata.annotations = { ...metadata.annotations, [templateGeneration]: "1" };
    set.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
  },
  validateCreate,
  warningsOnCreate: (set) => templateWarnings(set.spec.template, "spec.template"),
  warningsOnUpdate: (set, old) => templateUpdateWarnings(set, old, set.spec.template, "spec.template"),
  prepareForUpdate(set, old) {
    keepStatusAndCountGeneration(set, old);
    const before = Number(old.metadata.annotations?.[templateGeneration] ?? "0");
    const changed = !deepEqual(set.spec.template, old.spec.template);
    const metadata = metadataOf(set);
    metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(changed ? before + 1 : before) };
  },
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatusUpdate } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    formatLabels(spec.template.spec?.nodeSelector),
    ageCell(metadata.creationTimestamp, now),
    ...containerCells(spec.template.spec?.containers),
    formatLabelSelector(spec.selector),
  ],
};
