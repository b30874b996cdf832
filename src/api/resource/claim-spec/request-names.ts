import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { DeviceClaim } from "../../types/resource/v1.gen.ts";
import { validateSet } from "../shared/lists.ts";
import { validateLabelLike } from "../shared/names.ts";

/** How many requests a claim may have, and so how many may be named. */
export const maxRequests = 32;

/** Names of a claim's requests, each with those of its subrequests. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Source: kubernetes resource validation gatherRequestNames. */
export function requestNamesOf(claim: DeviceClaim | undefined): RequestNames {
  return new Map((claim?.requests ?? []).map(({ name, firstAvailable = [] }) => [name, new Set(firstAvailable.map((request) => request.name))]));
}

const noSuchRequest = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Source: kubernetes resource validation validateRequestNameRef. */
export function validateRequestReference(name: string, path: string, names: RequestNames): FieldError[] {
  const segments = name.split("/");
  if (segments.length > 2) return [invalidValue(path, name, noSuchRequest)];
  const errors = segments.flatMap((segment) => validateLabelLike(segment, path));
  const [request = "", subrequest] = segments;
  const subrequests = names.get(request);
  if (subrequests === undefined || (subrequest !== undefined && !subrequests.has(subrequest))) errors.push(invalidValue(path, name, noSuchRequest));
  return errors;
}

export function validateRequestReferences(references: readonly string[] | undefined, path: string, names: RequestNames): FieldError[] {
  return validateSet(references ?? [], path, maxRequests, (name, at) => validateRequestReference(name, at, names), (name) => name);
}
