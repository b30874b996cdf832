import { StatusError } from "../../machinery/errors/status-error.ts";
import { groupResource } from "../../machinery/meta/resource.ts";
import { type Attributes, isPath } from "./attributes.ts";

/** The refusal of a request, in upstream's words. Source: apiserver endpoints/handlers/responsewriters.ForbiddenStatusError. */
export function forbiddenRequest(attributes: Attributes, reason: string): StatusError {
  if (isPath(attributes)) {
    return new StatusError("Forbidden", `forbidden: ${withReason(pathMessage(attributes), reason)}`, { details: {} });
  }
  const { resource, group, name } = attributes;
  const subject = name ? `${groupResource(attributes)} ${JSON.stringify(name)}` : groupResource(attributes);
  return new StatusError("Forbidden", `${subject} is forbidden: ${withReason(deniedMessage(attributes), reason)}`, {
    details: { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource },
  });
}

/** `User "x" cannot list resource "pods" in API group "" in the namespace "y"`. */
export function deniedMessage(attributes: Attributes): string {
  if (isPath(attributes)) return pathMessage(attributes);
  const user = JSON.stringify(attributes.user.name);
  const resource = attributes.subresource === undefined ? attributes.resource : `${attributes.resource}/${attributes.subresource}`;
  const scope = attributes.namespace ? `in the namespace ${JSON.stringify(attributes.namespace)}` : "at the cluster scope";
  return `User ${user} cannot ${attributes.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(attributes.group)} ${scope}`;
}

function pathMessage({ user, verb, path }: { readonly user: { readonly name: string }; readonly verb: string; readonly path: string }): string {
  return `User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`;
}

function withReason(message: string, reason: string): string {
  return reason === "" ? message : `${message}: ${reason}`;
}
