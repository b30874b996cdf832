import { type ParsedRequest, parseRequest } from "../../api/certificates/certificatesigningrequest/parse-request.ts";
import type { CertificateSigningRequest } from "../../api/types/certificates/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";

/** What is to be done with a request for a certificate. */
export type Decision =
  /** Not ours, not decided, or done. */
  | { readonly type: "Ignore" }
  /** Approved, and yet nothing that its signer signs. */
  | { readonly type: "Fail"; readonly message: string }
  | { readonly type: "Sign"; readonly request: ParsedRequest; readonly notBefore: Millis; readonly notAfter: Millis };

/** Source: kubernetes pkg/controller/certificates/signer. Throws for bytes that are no request. */
export function decideRequest({ spec, status }: CertificateSigningRequest, now: Millis): Decision {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
  const rule = signers[spec.signerName];
  if (status?.certificate || !has("Approved") || has("Denied") || has("Failed") || rule === undefined) return { type: "Ignore" };
  const request = parseRequest(spec.request ?? "");
  const problem = rule(request, spec.usages ?? []);
  return problem === undefined ? { type: "Sign", request, ...validityOf(spec.expirationSeconds, now) } : { type: "Fail", message: problem };
}

/** Why a signer does not sign a request; undefined where it does. */
type SignerRule = (request: ParsedRequest, usages: readonly string[]) => string | undefined;

/** Kubernetes' own signers. Source: kubernetes pkg/apis/certificates helpers.go and pkg/controller/certificates/signer. */
const signers: Readonly<Record<string, SignerRule>> = {
  "kubernetes.io/kube-apiserver-client": clientProblem,
  "kubernetes.io/kube-apiserver-client-kubelet": kubeletClientProblem,
  "kubernetes.io/kubelet-serving": kubeletServingProblem,
  "kubernetes.io/legacy-unknown": () => undefined,
};

function clientProblem(_: ParsedRequest, usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => !["digital signature", "key encipherment", "client auth"].includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes("client auth") ? undefined : "missing required usage for client certificate: client auth";
}

function kubeletClientProblem({ organizations, nameKinds, commonName }: ParsedRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(organizations)) return notOfNodes;
  if (nameKinds.includes("dns")) return "DNS subjectAltNames are not allowed";
  if (nameKinds.includes("email")) return "Email subjectAltNames are not allowed";
  if (nameKinds.includes("ip")) return "IP subjectAltNames are not allowed";
  if (nameKinds.includes("uri")) return "URI subjectAltNames are not allowed";
  if (!commonName.startsWith("system:node:")) return notANode;
  return usagesProblem(usages, "client auth");
}

function kubeletServingProblem({ organizations, nameKinds, commonName }: ParsedRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(organizations)) return notOfNodes;
  if (!nameKinds.includes("dns") && !nameKinds.includes("ip")) return "DNS or IP subjectAltName is required";
  if (nameKinds.includes("email")) return "Email subjectAltNames are not allowed";
  if (nameKinds.includes("uri")) return "URI subjectAltNames are not allowed";
  return usagesProblem(usages, "server auth") ?? (commonName.startsWith("system:node:") ? undefined : notANode);
}

const notOfNodes = "subject organization is not system:nodes";
const notANode = "subject common name does not begin with system:node:";

function isOfNodes(organizations: readonly string[]): boolean {
  return organizations.length === 1 && organizations[0] === "system:nodes";
}

/** Exactly these, where only keys of RSA need the encipherment. */
function usagesProblem(usages: readonly string[], purpose: string): string | undefined {
  const wanted = [purpose, "digital signature", "key encipherment"].sort();
  const got = [...new Set([...usages, "key encipherment"])].sort();
  return got.join() === wanted.join() ? undefined : `usages did not match [${wanted.join(" ")}]`;
}

/** Source: kube-controller-manager --cluster-signing-duration. */
const longestMs: Millis = 365 * 24 * 3_600_000;
const shortestMs: Millis = 600_000;
/** Certificates begin a little early, for clocks that are behind. */
const backdateMs: Millis = 300_000;
/** Those that live shorter get their whole time nevertheless. */
const shortMs: Millis = 8 * 3_600_000;

/** As long as is wanted, within bounds. Source: kubernetes pkg/controller/certificates/authority PermissiveSigningPolicy. */
export function validityOf(expirationSeconds: number | undefined, now: Millis): { notBefore: Millis; notAfter: Millis } {
  const lifeMs = expirationSeconds === undefined ? longestMs : Math.min(longestMs, Math.max(shortestMs, expirationSeconds * 1_000));
  return { notBefore: now - backdateMs, notAfter: now + lifeMs - (lifeMs < shortMs ? 0 : backdateMs) };
}
