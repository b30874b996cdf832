import type {
  LocalSubjectAccessReview,
  ResourceAttributes as WireResource,
  SelfSubjectAccessReview,
  SubjectAccessReview,
  SubjectAccessReviewSpec,
} from "../../../api/types/authorization/v1.gen.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { RequestContext } from "../../contract.ts";
import type { VirtualResource } from "../../registry/contract.ts";
import type { Attributes } from "../attributes.ts";
import type { Authorizer } from "../authorizer.ts";

type AnyReview = SubjectAccessReview | LocalSubjectAccessReview | SelfSubjectAccessReview;

/** `subjectaccessreviews`: may that user do this. Only create. */
export function subjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "SubjectAccessReview", (review) => userOf(review.spec as SubjectAccessReviewSpec));
}

/** `localsubjectaccessreviews`: the same, for one namespace. */
export function localSubjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "LocalSubjectAccessReview", (review, context) => {
    const asked = review.spec?.resourceAttributes?.namespace;
    if (asked !== context.request.namespace) {
      throw new StatusError("BadRequest", `spec.resourceAttributes.namespace must match namespace: ${context.request.namespace}`);
    }
    return userOf(review.spec as SubjectAccessReviewSpec);
  });
}

/** `selfsubjectaccessreviews`: may I do this (`kubectl auth can-i`). */
export function selfSubjectAccessReview(authorizer: Authorizer): VirtualResource {
  return reviewResource(authorizer, "SelfSubjectAccessReview", (_, context) => context.user);
}

function reviewResource(authorizer: Authorizer, kind: string, userFor: (review: AnyReview, context: RequestContext) => UserInfo): VirtualResource {
  return {
    async handle(context) {
      const review = (context.request.body ?? {}) as AnyReview;
      const user = userFor(review, context);
      const { verdict, reason } = authorizer.authorize(attributesOf(review, user));
      const status = { allowed: verdict === "allow", ...(verdict === "deny" ? { denied: true } : {}), ...(reason === "" ? {} : { reason }) };
      const object = { kind, apiVersion: "authorization.k8s.io/v1", metadata: { ...review.metadata }, spec: review.spec, status };
      return { type: "object", code: 201, object };
    },
  };
}

function userOf(spec: SubjectAccessReviewSpec | undefined): UserInfo {
  const { user = "", groups = [], uid, extra } = spec ?? {};
  if (user === "" && groups.length === 0) throw new StatusError("BadRequest", "at least one of user or group must be specified");
  return { name: user, groups, ...(uid === undefined ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}

function attributesOf(review: AnyReview, user: UserInfo): Attributes {
  const resource = review.spec?.resourceAttributes;
  const path = review.spec?.nonResourceAttributes;
  if ((resource === undefined) === (path === undefined)) {
    throw new StatusError("BadRequest", "exactly one of nonResourceAttributes or resourceAttributes must be specified");
  }
  if (path !== undefined) return { user, verb: path.verb ?? "", path: path.path ?? "" };
  return { user, ...wireAttributes(resource as WireResource) };
}

/** Empty strings on the wire mean absent. */
function wireAttributes({ verb = "", group = "", version = "", resource = "", subresource, namespace, name }: WireResource) {
  return { verb, group, version, resource, subresource: subresource || undefined, namespace: namespace || undefined, name: name || undefined };
}
