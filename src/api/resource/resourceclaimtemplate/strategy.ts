import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { inKeyOrder } from "../../shared/in-key-order.ts";
import { ageCell } from "../../shared/print-age.ts";
import { validateTemplateMetadata } from "../../shared/validate-template-metadata.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceClaimTemplate, ResourceClaimTemplateSpec } from "../../types/resource/v1.gen.ts";
import { defaultClaimSpec } from "../claim-spec/defaults.ts";
import { claimSpecInGo } from "../claim-spec/in-go.ts";
import { validateClaimSpec } from "../claim-spec/validation.ts";

/** What claims of devices are made from. Source: kubernetes pkg/registry/resource/resourceclaimtemplate. */
export const strategy: KindStrategy<ResourceClaimTemplate> = {
  group: "resource.k8s.io",
  resource: "resourceclaimtemplates",
  applyDefaults: ({ spec }) => defaultClaimSpec(spec?.spec),
  validateCreate: validate,
  validateUpdate: (template, old) => [...validate(template), ...(semanticEqual(template.spec, old.spec) ? [] : [immutableField("spec", specInGo(template.spec))])],
  printRow: ({ metadata }, now) => [metadata.name ?? "", ageCell(metadata.creationTimestamp, now)],
};

/** Source: kubernetes resource validation validateResourceClaimTemplateSpec. */
function validate({ spec }: ResourceClaimTemplate): FieldError[] {
  return [...validateTemplateMetadata(spec.metadata, "spec.metadata"), ...validateClaimSpec(spec.spec, "spec.spec")];
}

/** As upstream's own type shows it: the metadata's fields among the others. */
function specInGo({ metadata: { labels, annotations, ...rest } = {}, spec }: ResourceClaimTemplateSpec): object {
  return { ...rest, ...(labels === undefined ? {} : { labels: inKeyOrder(labels) }), ...(annotations === undefined ? {} : { annotations: inKeyOrder(annotations) }), Spec: claimSpecInGo(spec) };
}
