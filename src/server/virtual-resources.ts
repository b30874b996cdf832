import { kindDecoder } from "../api/schema/decode.ts";
import type { Random } from "../base/random.ts";
import type { Authenticator } from "./authn/contract.ts";
import { selfSubjectReviewResource } from "./authn/reviews/self-subject-review.ts";
import { tokenReviewResource } from "./authn/reviews/token-review.ts";
import { tokenRequestResource } from "./authn/service-account/token-request.ts";
import type { TokenKeys } from "./authn/service-account/token-keys.ts";
import type { Authorizer } from "./authz/authorizer.ts";
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview } from "./authz/reviews/access-review.ts";
import { selfSubjectRulesReview } from "./authz/reviews/rules-review.ts";
import { componentStatuses } from "./component-statuses.ts";
import type { ObjectReader } from "./object-reader.ts";
import type { RequestContext } from "./contract.ts";
import type { KubeObject } from "../machinery/meta/object.ts";
import type { Admission, VirtualResource } from "./registry/contract.ts";
import { admissionAttributes } from "./registry/write/attributes.ts";
import { decodeBody } from "./registry/write/decode-body.ts";

export interface VirtualResourceParts {
  readonly authenticators: readonly Authenticator[];
  readonly authorizer: Authorizer;
  readonly objects: ObjectReader;
  readonly keys: TokenKeys;
  readonly issuer: string;
  readonly apiAudiences: readonly string[];
  readonly random: Random;
  readonly admission: Admission;
}

/** The resources that this server computes, as the registry looks them up. */
export function virtualResources(parts: VirtualResourceParts): (group: string, resource: string, subresource?: string) => VirtualResource | undefined {
  const { authorizer, authenticators, apiAudiences } = parts;
  const table = new Map<string, VirtualResource>([
    ["/serviceaccounts/token", tokenRequestResource(parts)],
    ["/componentstatuses", componentStatuses],
    ["authentication.k8s.io/tokenreviews", tokenReviewResource(authenticators, apiAudiences)],
    ["authentication.k8s.io/selfsubjectreviews", selfSubjectReviewResource],
    ["authorization.k8s.io/subjectaccessreviews", subjectAccessReview(authorizer)],
    ["authorization.k8s.io/localsubjectaccessreviews", localSubjectAccessReview(authorizer)],
    ["authorization.k8s.io/selfsubjectaccessreviews", selfSubjectAccessReview(authorizer)],
    ["authorization.k8s.io/selfsubjectrulesreviews", selfSubjectRulesReview(authorizer)],
  ]);
  for (const [path, resource] of table) table.set(path, admitted(resource, parts.admission));
  return (group, resource, subresource) => table.get(subresource === undefined ? `${group}/${resource}` : `${group}/${resource}/${subresource}`);
}

/** Reviews and requests trust the types of what they are sent, so it is read by its kind and admitted before they see it. */
function admitted(resource: VirtualResource, admission: Admission): VirtualResource {
  return {
    async handle(context) {
      if (context.request.verb !== "create") return resource.handle(context);
      const body = typedBody(context);
      const attributes = admissionAttributes(context, "CREATE", { object: body });
      await admission.mutate(attributes);
      await admission.validate(attributes);
      return resource.handle({ ...context, request: { ...context.request, body } });
    },
  };
}

function typedBody(context: RequestContext): KubeObject {
  const { info, request } = context;
  const part = info.subresources.find(({ name }) => name === request.subresource);
  const kind = part === undefined ? info : { ...info, kind: part.kind, group: part.group ?? info.group, version: part.version ?? info.version };
  const decode = kindDecoder(kind);
  if (decode === undefined) throw new Error(`the facts have no kind ${kind.kind} in ${kind.group}/${kind.version}`);
  return decodeBody({ info: kind, decode }, context);
}
