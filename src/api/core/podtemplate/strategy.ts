import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { containerCells } from "../../shared/print-containers.ts";
import { formatLabels } from "../../shared/format-selector.ts";
import { metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PodTemplate } from "../../types/core/v1.gen.ts";
import { defaultPodTemplate } from "../pod-template/defaults.ts";
import { validatePodTemplate } from "../pod-template/validate-pod-spec.ts";
import { templateUpdateWarnings, templateWarnings } from "../pod-template/warnings.ts";

/** Pod templates as objects of their own. Source: kubernetes pkg/registry/core/podtemplate. */
export const strategy: KindStrategy<PodTemplate> = {
  group: "",
  resource: "podtemplates",
  applyDefaults: (object) => defaultPodTemplate(object.template),
  prepareForCreate(object) {
    metadataOf(object).generation = 1;
  },
  validateCreate: (object) => (object.template === undefined ? [] : validatePodTemplate(object.template, "template")),
  prepareForUpdate(object, old) {
    const before = old.metadata.generation ?? 0;
    metadataOf(object).generation = deepEqual(object.template, old.template) ? before : before + 1;
  },
  validateUpdate: (object) => (object.template === undefined ? [] : validatePodTemplate(object.template, "template")),
  warningsOnCreate: (object) => templateWarnings(object.template, "template"),
  warningsOnUpdate: (object, old) => templateUpdateWarnings(object, old, object.template, "template"),
  returnsDeletedObject: true,
  printRow: (object) => [object.metadata.name ?? "", ...containerCells(object.template?.spec?.containers), formatLabels(object.template?.metadata?.labels)],
};
