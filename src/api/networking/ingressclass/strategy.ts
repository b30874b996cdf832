import { addAll, forbiddenField, immutableField, invalidValue, notSupported, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import { isDns1123Label, isDns1123Subdomain, isPathSegmentName } from "../../../machinery/validation/names.ts";
import { validateDomainPrefixedPath } from "../../shared/validate-domain-prefixed-path.ts";
import type { IngressClass, IngressClassParametersReference } from "../../types/networking/v1.gen.ts";

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
    ...(ingressClass.spec?.controller === old.spec?.controller ? [] : [immutableField("spec.controller", ingressClass.spec?.controller)]),
    ...validate(ingressClass),
  ],
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec?.controller ?? "", parametersCell(spec?.parameters), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: IngressClass): FieldError[] {
  const errors: FieldError[] = [];
  const controller = spec?.controller ?? "";
  if (controller === "") errors.push(required("spec.controller"));
  else {
    if (controller.length > maxControllerLength) errors.push(tooLong("spec.controller", maxControllerLength));
    addAll(errors, validateDomainPrefixedPath(controller, "spec.controller"));
  }
  if (spec?.parameters !== undefined) addAll(errors, validateParameters(spec.parameters, "spec.parameters"));
  return errors;
}

const scopes = ["Cluster", "Namespace"];

/** Source: kubernetes networking validation validateIngressClassParametersReference. */
function validateParameters(parameters: IngressClassParametersReference, path: string): FieldError[] {
  const { apiGroup, scope, namespace } = parameters;
  const errors: FieldError[] = [];
  if (apiGroup !== undefined) for (const problem of isDns1123Subdomain(apiGroup)) errors.push(invalidValue(`${path}.apiGroup`, apiGroup, problem));
  for (const field of ["kind", "name"] as const) {
    const value = parameters[field];
    if (!value) errors.push(required(`${path}.${field}`));
    else for (const problem of isPathSegmentName(value)) errors.push(invalidValue(`${path}.${field}`, value, problem));
  }
  if (scope === undefined) errors.push(required(`${path}.scope`));
  else if (!scopes.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, scopes));
  else if (scope === "Cluster") {
    if (namespace !== undefined) errors.push(forbiddenField(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (namespace === undefined) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  else for (const problem of isDns1123Label(namespace)) errors.push(invalidValue(`${path}.namespace`, namespace, problem));
  return errors;
}

function parametersCell(parameters: { apiGroup?: string; kind: string; name: string } | undefined): string {
  if (parameters === undefined) return orNone(undefined);
  return `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ""}/${parameters.name}`;
}
