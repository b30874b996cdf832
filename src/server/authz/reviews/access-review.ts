import type { ResourceAttributes as WireResource, SubjectAccessReviewSpec } from "../../../api/types/authorization/v1.gen.ts";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import { escapeFieldValue } from "../../../machinery/selector/field-selector.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { RequestContext } from "../../contract.ts";
import type { VirtualResource } from "../../registry/contract.ts";
import type { Attributes } from "../attributes.ts";
import type { Authorizer } from "../authorizer.ts";
import { type AnyReview, requireValidReview } from "./validate-review.ts";

/** `subjectaccessreviews`: may that user do this. Only create. */
export function subjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "SubjectAccessReview", (review) => userOf(review.spec as SubjectAccessReviewSpec));
}

/** `localsubjectaccessreviews`: the same, for one namespace. */
export function localSubjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "LocalSubjectAccessReview", (review) => userOf(review.spec as SubjectAccessReviewSpec));
}

/** `selfsubjectaccessreviews`: may I do this (`kubectl auth can-i`). */
export function selfSubjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "SelfSubjectAccessReview", (_, context) => context.user);
}

function reviewResource(authorizer: Authorizer, kind: string, userFor: (review: AnyReview, context: RequestContext) => UserInfo): VirtualResource {
  return {
    async handle(context) {
      const review = inNamespace((context.request.body ?? {}) as AnyReview, context.request.namespace);
      requireValidReview(review, kind);
      const user = userFor(review, context);
      const { verdict, reason } = authorizer.authorize(attributesOf(review, user));
      const status = { allowed: verdict === "allow", ...(verdict === "deny" ? { denied: true } : {}), ...(reason === "" ? {} : { reason }) };
      const object = { kind, apiVersion: "authorization.k8s.io/v1", metadata: { ...review.metadata }, spec: review.spec, status };
      return { type: "object", code: 201, object };
    },
  };
}

/** The review with the path's namespace. Throws 400 when it names another; one of the cluster loses what it names. */
function inNamespace(review: AnyReview, namespace: string | undefined): AnyReview {
  const { namespace: said, creationTimestamp: _, uid: __, ...rest } = review.metadata ?? {};
  if (namespace !== undefined && said && said !== namespace) throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  return { ...review, metadata: { ...rest, ...(namespace === undefined ? {} : { namespace }) } } as AnyReview;
}

function userOf({ user = "", groups = [], uid, extra }: SubjectAccessReviewSpec): UserInfo {
  return { name: user, groups, ...(uid === undefined ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}

function attributesOf(review: AnyReview, user: UserInfo): Attributes {
  const path = review.spec?.nonResourceAttributes;
  if (path !== undefined) return { user, verb: path.verb ?? "", path: path.path ?? "" };
  return { user, ...wireAttributes(review.spec?.resourceAttributes as WireResource) };
}

/** Empty strings on the wire mean absent. */
function wireAttributes({ verb = "", group = "", version = "", resource = "", subresource, namespace, name, fieldSelector }: WireResource) {
  return { verb, group, version, resource, subresource: subresource || undefined, namespace: namespace || undefined, name: name || undefined, fieldSelector: selectorText(fieldSelector) };
}

/** A field selector as a query writes it; what it cannot write narrows nothing down. */
function selectorText(selector: WireResource["fieldSelector"]): string | undefined {
  if (selector?.rawSelector) return selector.rawSelector;
  const terms = (selector?.requirements ?? []).flatMap(({ key, operator, values = [] }) => {
    const [value] = values;
    if (value === undefined || values.length > 1 || (operator !== "In" && operator !== "NotIn")) return [];
    return [`${key}${operator === "In" ? "=" : "!="}${escapeFieldValue(value)}`];
  });
  return terms.length === 0 ? undefined : terms.join(",");
}
