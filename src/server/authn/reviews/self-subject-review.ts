import type { SelfSubjectReview } from "../../../api/types/authentication/v1.gen.ts";
import type { VirtualResource } from "../../registry/contract.ts";
import { wireUser } from "./token-review.ts";

/** `selfsubjectreviews`: who am I (`kubectl auth whoami`). Only create. */
export const selfSubjectReviewResource: VirtualResource = {
  async handle({ user, clock }) {
    const creationTimestamp = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const object: SelfSubjectReview = { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1", metadata: { creationTimestamp }, status: { userInfo: wireUser(user) } };
    return { type: "object", code: 201, object };
  },
};
