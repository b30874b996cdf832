import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceClaimTemplate } from "../../types/resource/v1.gen.ts";

/** What claims of devices are made from. Source: kubernetes pkg/registry/resource/resourceclaimtemplate. */
export const strategy: KindStrategy<ResourceClaimTemplate> = {
  group: "resource.k8s.io",
  resource: "resourceclaimtemplates",
  validateUpdate: (template, old) => (semanticEqual(template.spec, old.spec) ? [] : [immutableField("spec", template.spec)]),
  printRow: ({ metadata }, now) => [metadata.name ?? "", ageCell(metadata.creationTimestamp, now)],
};
