import type { TokenReview, UserInfo as WireUser } from "../../../api/types/authentication/v1.gen.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { VirtualResource } from "../../registry/contract.ts";
import type { Authenticator } from "../contract.ts";
import { authenticate } from "../union.ts";

/** `tokenreviews`: whose token this is, for components that accept tokens but cannot check them. Only create. */
export function tokenReviewResource(authenticators: readonly Authenticator[], apiAudiences: readonly string[]): VirtualResource {
  return {
    async handle({ request }) {
      const review = (request.body ?? {}) as TokenReview;
      const token = review.spec?.token ?? "";
      if (token === "") throw new StatusError("BadRequest", "token is required for TokenReview in authentication");
      const audiences = review.spec.audiences?.length ? review.spec.audiences : apiAudiences;
      const object: TokenReview = { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1", metadata: { ...review.metadata }, spec: review.spec, status: await statusOf(token, audiences, authenticators) };
      return { type: "object", code: 201, object };
    },
  };
}

async function statusOf(token: string, audiences: readonly string[], authenticators: readonly Authenticator[]): Promise<TokenReview["status"]> {
  try {
    const found = await authenticate(authenticators, { bearerToken: token }, audiences);
    return { authenticated: true, user: wireUser(found.user), audiences: [...(found.audiences ?? audiences)] };
  } catch (error) {
    if (error instanceof StatusError) return { user: {}, error: error.cause instanceof Error ? `[invalid bearer token, ${error.cause.message}]` : "invalid bearer token" };
    throw error;
  }
}

/** A user as the API writes it: absent rather than empty lists. */
export function wireUser({ name, uid, groups, extra }: UserInfo): WireUser {
  return {
    username: name,
    ...(uid === undefined || uid === "" ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups: [...groups] }),
    ...(extra === undefined ? {} : { extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])) }),
  };
}
