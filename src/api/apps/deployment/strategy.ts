import { formatLabelSelector, labelSelectorText } from "../../shared/format-selector.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import { templateUpdateWarnings, templateWarnings } from "../../core/pod-template/warnings.ts";
import { podNamesWarnings } from "../../shared/name-warnings.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Deployment } from "../../types/apps/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { prepareForStatusUpdate, prepareForUpdate } from "./prepare.ts";
import { validateCreate, validateStatusUpdate, validateUpdate } from "./validation.ts";

/** Deployments. Source: kubernetes pkg/registry/apps/deployment. */
export const strategy: KindStrategy<Deployment> = {
  group: "apps",
  resource: "deployments",
  applyDefaults,
  prepareForCreate(deployment) {
    startGenerationWithoutStatus(deployment);
    deployment.status = {};
  },
  validateCreate,
  warningsOnCreate: ({ metadata, spec }) => [...podNamesWarnings(metadata.name), ...templateWarnings(spec?.template, "spec.template")],
  warningsOnUpdate: (deployment, old) => templateUpdateWarnings(deployment, old, deployment.spec?.template, "spec.template"),
  prepareForUpdate,
  validateUpdate,
  subresources: { status: { prepareForUpdate: prepareForStatusUpdate, validateUpdate: validateStatusUpdate } },
  scale: {
    get: ({ spec, status }) => ({ replicas: spec?.replicas ?? 0, statusReplicas: status?.replicas ?? 0, selector: labelSelectorText(spec?.selector) }),
    set(draft, replicas) {
      draft.spec.replicas = replicas;
    },
  },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageCell(metadata.creationTimestamp, now),
    ...containerCells(spec?.template?.spec?.containers),
    formatLabelSelector(spec?.selector),
  ],
};
