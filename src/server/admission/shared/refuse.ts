import { forbidden } from "../../../machinery/errors/constructors.ts";
import type { StatusError } from "../../../machinery/errors/status-error.ts";
import type { AdmissionAttributes } from "../../contract.ts";

/** The refusal of a write: `pods "x" is forbidden: why`. Source: apiserver admission.NewForbidden. */
export function refuse({ info, name, object }: AdmissionAttributes, why: string): StatusError {
  const shown = name ?? object?.metadata?.name ?? object?.metadata?.generateName ?? "Unknown";
  return forbidden(info, shown, why);
}

/** True for the resource itself (no subresource) of a core group kind. */
export function isCore({ info, subresource }: AdmissionAttributes, resource: string): boolean {
  return info.group === "" && info.resource === resource && subresource === undefined;
}
