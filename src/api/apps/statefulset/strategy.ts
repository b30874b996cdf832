import { nameIsDnsLabel } from "../../../machinery/validation/names.ts";
import { templateUpdateWarnings, templateWarnings } from "../../core/pod-template/warnings.ts";
import { labelSelectorText } from "../../shared/format-selector.ts";
import { ageCell } from "../../shared/print-age.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import { claimSpecWarnings } from "../../shared/fractions.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { StatefulSet } from "../../types/apps/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { validateCreate, validateStatusUpdate, validateUpdate } from "./validation.ts";

/** Stateful sets. Source: kubernetes pkg/registry/apps/statefulset. */
export const strategy: KindStrategy<StatefulSet> = {
  group: "apps",
  resource: "statefulsets",
  validateName: nameIsDnsLabel,
  applyDefaults,
  prepareForCreate(set) {
    dropDisabledFields(set);
    metadataOf(set).generation = 1;
    set.status = { replicas: 0, availableReplicas: 0 };
  },
  validateCreate,
  warningsOnCreate: (set) => [...templateWarnings(set.spec.template, "spec.template"), ...claimWarnings(set, ""), ...historyWarning(set)],
  warningsOnUpdate: (set, old) => [...templateUpdateWarnings(set, old, set.spec.template, "spec.template"), ...claimWarnings(set, ".Spec"), ...historyWarning(set)],
  prepareForUpdate(set, old) {
    dropDisabledFields(set);
    keepStatusAndCountGeneration(set, old);
  },
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatusUpdate } },
  scale: {
    get: ({ spec, status }) => ({ replicas: spec.replicas ?? 0, statusReplicas: status?.replicas ?? 0, selector: labelSelectorText(spec.selector) }),
    set(draft, replicas) {
      draft.spec.replicas = replicas;
    },
  },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ageCell(metadata.creationTimestamp, now),
    ...containerCells(spec.template.spec?.containers),
  ],
};

/** 1.36 has MaxUnavailableStatefulSet off: pods are replaced one at a time. Source: kubernetes registry/apps/statefulset dropStatefulSetDisabledFields. */
function dropDisabledFields({ spec }: StatefulSet): void {
  delete spec.updateStrategy?.rollingUpdate?.maxUnavailable;
}

/** The claims' spec is said to stand at the claim itself at first, and at its `Spec` later: so says upstream. Source: kubernetes registry/apps/statefulset WarningsOnCreate, WarningsOnUpdate. */
function claimWarnings({ spec }: StatefulSet, at: string): string[] {
  return (spec.volumeClaimTemplates ?? []).flatMap((claim, index) => claimSpecWarnings(claim.spec, `spec.volumeClaimTemplates[${index}]${at}`));
}

function historyWarning({ spec }: StatefulSet): string[] {
  return (spec.revisionHistoryLimit ?? 0) < 0 ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"] : [];
}
