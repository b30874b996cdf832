import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Lease } from "../../types/coordination/v1.gen.ts";

/** Leases. Node heartbeats and leader elections write them all the time, so there is little to check. Source: kubernetes pkg/registry/coordination/lease. */
export const strategy: KindStrategy<Lease> = {
  group: "coordination.k8s.io",
  resource: "leases",
  requiresResourceVersion: true,
  createOnUpdate: true,
  prepareForCreate: (lease) => dropElection(lease, undefined),
  validateCreate: validate,
  prepareForUpdate: dropElection,
  validateUpdate: (lease) => validate(lease),
  printRow: (lease, now) => [lease.metadata.name ?? "", lease.spec?.holderIdentity ?? "", ageCell(lease.metadata.creationTimestamp, now)],
};

/** Coordinated elections are off by default. Source: kubernetes registry/coordination/lease PrepareForCreate, PrepareForUpdate. */
function dropElection({ spec }: Lease, old: Lease | undefined): void {
  if (spec === undefined) return;
  if (!old?.spec?.strategy) delete spec.strategy;
  if (!old?.spec?.preferredHolder) delete spec.preferredHolder;
}

/** Source: kubernetes pkg/apis/coordination/validation ValidateLeaseSpec. */
function validate({ spec }: Lease): FieldError[] {
  if (spec === undefined) return [];
  const { leaseDurationSeconds, leaseTransitions, preferredHolder, strategy: election } = spec;
  const errors: FieldError[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) errors.push(invalidValue("spec.leaseDurationSeconds", leaseDurationSeconds, "must be greater than 0"));
  addAll(errors, validateNonNegative(leaseTransitions, "spec.leaseTransitions"));
  if (election !== undefined) addAll(errors, validateElection(election, "spec.strategy.strategy"));
  if (preferredHolder && !election) errors.push(forbiddenField("spec.preferredHolder", "may only be specified if `strategy` is defined"));
  return errors;
}

const elections = ["OldestEmulationVersion"];

/** The path says `strategy` twice: so does upstream. Source: kubernetes coordination validation ValidateCoordinatedLeaseStrategy. */
function validateElection(election: string, path: string): FieldError[] {
  if (election.includes("/")) return isQualifiedName(election).map((problem) => invalidValue(path, election, problem));
  return elections.includes(election) ? [] : [notSupported(path, election, elections)];
}
