import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Resource } from "../../../client/resource.ts";
import type { Transport } from "../../../client/transport.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { NodeAttributes } from "./attributes.ts";

interface TokenReview extends KubeObject {
  spec: { token: string };
  status?: { authenticated?: boolean; user?: { username?: string; groups?: string[] } };
}

interface SubjectAccessReview extends KubeObject {
  spec: { user: string; groups?: readonly string[]; resourceAttributes: { verb: string; version: string; resource: string; subresource: string; name: string } };
  status?: { allowed?: boolean; reason?: string };
}

const tokenReviews: Resource<TokenReview> = { group: "authentication.k8s.io", version: "v1", resource: "tokenreviews", kind: "TokenReview", namespaced: false };
const accessReviews: Resource<SubjectAccessReview> = { group: "authorization.k8s.io", version: "v1", resource: "subjectaccessreviews", kind: "SubjectAccessReview", namespaced: false };

/** Who asks: a client certificate of the cluster's authority, or a bearer token that the API server knows. Undefined: nobody that is known. */
export async function identify(transport: Transport, request: IncomingMessage): Promise<UserInfo | undefined> {
  const socket = request.socket as TLSSocket;
  if (socket.authorized) {
    const { CN, O } = socket.getPeerCertificate().subject;
    const groups = [O ?? []].flat();
    return { name: String(CN), groups: [...groups, "system:authenticated"] };
  }
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const review: TokenReview = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {}, spec: { token } };
  const { status } = await transport.request<TokenReview>({ verb: "create", resource: tokenReviews, body: review });
  return status?.authenticated === true ? { name: status.user?.username ?? "", groups: status.user?.groups ?? [] } : undefined;
}

/** Whether the API server lets this user read this of the node. */
export async function isAllowed(transport: Transport, user: UserInfo, nodeName: string, { verb, subresource }: NodeAttributes): Promise<boolean> {
  const resourceAttributes = { verb, version: "v1", resource: "nodes", subresource, name: nodeName };
  const review: SubjectAccessReview = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", metadata: {}, spec: { user: user.name, groups: user.groups, resourceAttributes } };
  const { status } = await transport.request<SubjectAccessReview>({ verb: "create", resource: accessReviews, body: review });
  return status?.allowed === true;
}
