import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { defaultPodTemplate } from "../../core/pod-template/defaults.ts";
import { templateUpdateWarnings, templateWarnings } from "../../core/pod-template/warnings.ts";
import { formatLabelSelector, labelSelectorText } from "../../shared/format-selector.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { validateAvailableAreReady, validateCounts, validateWithinReplicas } from "../../shared/validate-workload-status.ts";
import { validateSelectedTemplate, validateSelectorKept } from "../../shared/validate-workload.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import { podNamesWarnings } from "../../shared/name-warnings.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ReplicaSet, ReplicaSetSpec } from "../../types/apps/v1.gen.ts";

/** Replica sets. Source: kubernetes pkg/registry/apps/replicaset. */
export const strategy: KindStrategy<ReplicaSet> = {
  group: "apps",
  resource: "replicasets",
  applyDefaults(set) {
    set.spec ??= {} as ReplicaSetSpec;
    defaultPodTemplate(set.spec.template);
    set.spec.replicas ??= 1;
  },
  prepareForCreate(set) {
    metadataOf(set).generation = 1;
    set.status = { replicas: 0 };
  },
  validateCreate: validate,
  warningsOnCreate: ({ metadata, spec }) => [...podNamesWarnings(metadata.name), ...templateWarnings(spec.template, "spec.template")],
  warningsOnUpdate: (set, old) => templateUpdateWarnings(set, old, set.spec.template, "spec.template"),
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (set, old) => [...validate(set), ...validateSelectorKept(set.spec.selector, old.spec.selector)],
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  fieldLabels: ["status.replicas"],
  selectableFields: (set) => ({ "status.replicas": String(set.status?.replicas ?? 0) }),
  scale: {
    get: ({ spec, status }) => ({ replicas: spec.replicas ?? 0, statusReplicas: status?.replicas ?? 0, selector: labelSelectorText(spec.selector) }),
    set(draft, replicas) {
      draft.spec.replicas = replicas;
    },
  },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageCell(metadata.creationTimestamp, now),
    ...containerCells(spec.template?.spec?.containers),
    formatLabelSelector(spec.selector),
  ],
};

/** Source: kubernetes pkg/apis/apps/validation ValidateReplicaSetStatus. */
function validateStatus({ status = { replicas: 0 } }: ReplicaSet): FieldError[] {
  return [
    ...validateCounts(status, ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "terminatingReplicas", "observedGeneration"]),
    ...validateWithinReplicas(status, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]),
    ...validateAvailableAreReady(status),
  ];
}

/** Source: kubernetes pkg/apis/apps/validation ValidateReplicaSetSpec. */
function validate({ spec }: ReplicaSet): FieldError[] {
  return [...validateNonNegative(spec.replicas, "spec.replicas"), ...validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"), ...validateSelectedTemplate(spec, "deployment")];
}
