import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { formatLabels, labelsText } from "../../shared/format-selector.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { inKeyOrder } from "../../shared/in-key-order.ts";
import { validateAvailableAreReady, validateCounts, validateWithinReplicas } from "../../shared/validate-workload-status.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { selectorMatches } from "../../shared/selector-matches.ts";
import { validateForeverTemplate } from "../../shared/validate-forever-template.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import { podNamesWarnings } from "../../shared/name-warnings.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ReplicationController } from "../../types/core/v1.gen.ts";
import { defaultPodTemplate } from "../pod-template/defaults.ts";
import { templateUpdateWarnings, templateWarnings } from "../pod-template/warnings.ts";

/** Replication controllers. Source: kubernetes pkg/registry/core/replicationcontroller. */
export const strategy: KindStrategy<ReplicationController> = {
  group: "",
  resource: "replicationcontrollers",
  applyDefaults,
  prepareForCreate(controller) {
    metadataOf(controller).generation = 1;
    controller.status = { replicas: 0 };
  },
  validateCreate: validate,
  warningsOnCreate: ({ metadata, spec }) => [...podNamesWarnings(metadata.name), ...templateWarnings(spec?.template, "spec.template")],
  // Of the template that was: upstream hands the two over the wrong way round.
  warningsOnUpdate: (controller, old) => templateUpdateWarnings(controller, old, old.spec?.template, "spec.template"),
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (controller) => validate(controller),
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  fieldLabels: ["status.replicas"],
  selectableFields: (controller) => ({ "status.replicas": String(controller.status?.replicas ?? 0) }),
  scale: {
    get: ({ spec, status }) => ({ replicas: spec?.replicas ?? 0, statusReplicas: status?.replicas ?? 0, selector: labelsText(spec?.selector) }),
    set(draft, replicas) {
      draft.spec = { ...draft.spec, replicas };
    },
  },
  printRow: (controller, now) => [
    controller.metadata.name ?? "",
    controller.spec?.replicas ?? 0,
    controller.status?.replicas ?? 0,
    controller.status?.readyReplicas ?? 0,
    ageCell(controller.metadata.creationTimestamp, now),
    ...containerCells(controller.spec?.template?.spec?.containers),
    formatLabels(controller.spec?.selector),
  ],
};

/** The template's labels say what is selected and how the controller itself is labelled. Source: SetDefaults_ReplicationController. */
function applyDefaults(controller: ReplicationController): void {
  controller.spec ??= {};
  const { spec } = controller;
  defaultPodTemplate(spec.template);
  spec.replicas ??= 1;
  const labels = spec.template?.metadata?.labels;
  if (labels === undefined) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  const metadata = metadataOf(controller);
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

/** Source: kubernetes validation ValidateReplicationControllerStatus. */
function validateStatus({ status = { replicas: 0 } }: ReplicationController): FieldError[] {
  return [
    ...validateCounts(status, ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"]),
    ...validateWithinReplicas(status, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]),
    ...validateAvailableAreReady(status),
  ];
}

/** Source: kubernetes validation ValidateReplicationControllerSpec. */
function validate({ spec }: ReplicationController): FieldError[] {
  const errors = validateNonNegative(spec?.minReadySeconds, "spec.minReadySeconds");
  const selector = spec?.selector ?? {};
  if (Object.keys(selector).length === 0) errors.push(required("spec.selector"));
  addAll(errors, validateNonNegative(spec?.replicas, "spec.replicas"));
  if (spec?.template === undefined) return [...errors, required("spec.template")];
  const labels = spec.template.metadata?.labels;
  if (!selectorMatches({ matchLabels: selector }, labels ?? {})) errors.push(invalidValue("spec.template.metadata.labels", inKeyOrder(labels), "`selector` does not match template `labels`"));
  addAll(errors, validateForeverTemplate(spec.template, "spec.template", "ReplicationController"));
  return errors;
}
