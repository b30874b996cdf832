import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { TopologySelectorLabelRequirement, TopologySelectorTerm } from "../../types/core/v1.gen.ts";
import type { StorageClass } from "../../types/storage/v1.gen.ts";
import { validateParameters, validateProvisioner } from "../../shared/storage-parameters.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

const reclaimPolicies = ["Delete", "Retain"];
const bindingModes = ["Immediate", "WaitForFirstConsumer"];

/** Upstream tells of each pair of equal terms; of a hundred thousand terms no memory would hold them all. */
const mostDuplicates = 10_000;

/** Source: kubernetes storage validation ValidateStorageClass. */
export function validate({ provisioner, parameters, reclaimPolicy, volumeBindingMode, allowedTopologies = [] }: StorageClass): FieldError[] {
  const errors = [...validateProvisioner(provisioner ?? "", "provisioner"), ...validateParameters(parameters, "parameters")];
  if (reclaimPolicy && !reclaimPolicies.includes(reclaimPolicy)) errors.push(notSupported("reclaimPolicy", reclaimPolicy, reclaimPolicies));
  if (!bindingModes.includes(volumeBindingMode ?? "")) errors.push(notSupported("volumeBindingMode", volumeBindingMode ?? "", bindingModes));
  addAll(errors, validateTopologies(allowedTopologies));
  return errors;
}

function validateTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  const errors: FieldError[] = [];
  // Upstream starts with as many empty terms: one that requires nothing is always one too many.
  const seen = new Map([[meaningOf({}), terms.length]]);
  for (const [index, term] of terms.entries()) {
    const at = `allowedTopologies[${index}].matchLabelExpressions`;
    addAll(errors, validateTerm(term.matchLabelExpressions ?? [], at));
    const meaning = meaningOf(term);
    const others = seen.get(meaning) ?? 0;
    for (let other = 0; other < others && errors.length < mostDuplicates; other++) errors.push(duplicateValue(at, ""));
    seen.set(meaning, others + 1);
  }
  return errors;
}

/** The same for terms that ask for the same, in whatever order. */
function meaningOf({ matchLabelExpressions = [] }: TopologySelectorTerm): string {
  const valuesOf = new Map(matchLabelExpressions.map(({ key, values = [] }) => [key ?? "", [...new Set(values)].sort()]));
  return JSON.stringify([...valuesOf].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Source: kubernetes validation ValidateTopologySelectorTerm. */
function validateTerm(requirements: readonly TopologySelectorLabelRequirement[], path: string): FieldError[] {
  const keys = new Set<string>();
  return requirements.flatMap(({ key = "", values = [] }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = values.length === 0 ? [required(`${at}.values`)] : [];
    for (const position of repeats(values)) errors.push(duplicateValue(`${at}.values[${position}]`, values[position]));
    for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${at}.key`, key, problem));
    if (keys.has(key)) errors.push(duplicateValue(`${at}.key`, key));
    keys.add(key);
    return errors;
  });
}

/** Volumes that exist were made by these. Source: kubernetes storage validation ValidateStorageClassUpdate. */
export function validateUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const fixed = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] as const;
  return [...validate(storageClass), ...fixed.filter((field) => !semanticEqual(storageClass[field], old[field])).map((field) => immutableField(field, storageClass[field] ?? null))];
}
