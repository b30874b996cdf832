import { parseFieldSelector } from "../../machinery/selector/field-selector.ts";
import type { RequestContext, Stage } from "../contract.ts";
import type { Attributes } from "./attributes.ts";
import type { Authorizer } from "./authorizer.ts";
import { forbiddenRequest } from "./forbidden.ts";

/** Refuses with 403 what no authorizer allows. */
export function authorizationStage(authorizer: Authorizer): Stage {
  return {
    name: "authz",
    run(context, next) {
      requireAllowed(authorizer, attributesOf(context));
      return next(context);
    },
  };
}

/** Throws a Forbidden in upstream's words unless the request is allowed. */
export function requireAllowed(authorizer: Authorizer, attributes: Attributes): void {
  const decision = authorizer.authorize(attributes);
  if (decision.verdict !== "allow") throw forbiddenRequest(attributes, decision.reason);
}

/** What authorization looks at of a resource request. */
export function attributesOf({ request, user }: Pick<RequestContext, "request" | "user">): Attributes {
  const { resource, verb, subresource, namespace, options } = request;
  const name = request.name ?? (verb === "list" || verb === "watch" ? nameInFieldSelector(options?.fieldSelector) : undefined);
  // A namespace is its own scope: getting namespace x is a request in the namespace x.
  const scope = resource.group === "" && resource.resource === "namespaces" ? (request.name ?? namespace) : namespace;
  return { user, verb, group: resource.group, version: resource.version, resource: resource.resource, subresource, namespace: scope, name, fieldSelector: options?.fieldSelector };
}

/** A list or watch of `metadata.name=x` asks for one object by name. Source: apiserver endpoints/request NewRequestInfo. */
function nameInFieldSelector(fieldSelector: string | undefined): string | undefined {
  if (!fieldSelector?.includes("metadata.name")) return undefined;
  try {
    return parseFieldSelector(fieldSelector).exactValue("metadata.name");
  } catch {
    return undefined; // refused where it is read
  }
}
