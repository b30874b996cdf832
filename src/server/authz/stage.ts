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

function attributesOf({ request, user }: RequestContext): Attributes {
  const { resource, verb, subresource, namespace, name } = request;
  return { user, verb, group: resource.group, version: resource.version, resource: resource.resource, subresource, namespace: namespaceOf(request), name };

  /** A namespace is its own scope: getting namespace x is a request in the namespace x. */
  function namespaceOf({ resource: gvr }: typeof request): string | undefined {
    return gvr.group === "" && gvr.resource === "namespaces" ? (name ?? namespace) : namespace;
  }
}
