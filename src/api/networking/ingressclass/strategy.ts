import { immutableField, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { IngressClass } from "../../types/networking/v1.gen.ts";

const maxControllerLength = 250;

/** Which controller serves an ingress. Source: kubernetes pkg/registry/networking/ingressclass. */
export const strategy: KindStrategy<IngressClass> = {
  group: "networking.k8s.io",
  resource: "ingressclasses",
  applyDefaults(ingressClass) {
    if (ingressClass.spec?.parameters !== undefined) ingressClass.spec.parameters.scope ??= "Cluster";
  },
  prepareForCreate(ingressClass) {
    metadataOf(ingressClass).generation = 1;
  },
  prepareForUpdate: countGeneration,
  validateCreate: validate,
  validateUpdate: (ingressClass, old) => [
    ...validate(ingressClass),
    ...(ingressClass.spec?.controller === old.spec?.controller ? [] : [immutableField("spec.controller", ingressClass.spec?.controller)]),
  ],
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec?.controller ?? "", parametersCell(spec?.parameters), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: IngressClass): FieldError[] {
  if (!spec?.controller) return [required("spec.controller")];
  return spec.controller.length > maxControllerLength ? [tooLong("spec.controller", maxControllerLength)] : [];
}

function parametersCell(parameters: { apiGroup?: string; kind: string; name: string } | undefined): string {
  if (parameters === undefined) return orNone(undefined);
  return `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ""}/${parameters.name}`;
}
