import { parseRequest, type ParsedRequest } from "../../../api/certificates/certificatesigningrequest/parse-request.ts";
import type { CertificateSigningRequest } from "../../../api/types/certificates/v1.gen.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";

const signer = "kubernetes.io/kube-apiserver-client";
const mightiest = "system:masters";

/** Nobody becomes the cluster's administrator by a certificate of its own CA. Source: kubernetes plugin/pkg/admission/certificates/subjectrestriction. */
export const plugin: AdmissionPluginFactory = () => ({
  name: "CertificateSubjectRestriction",
  order: 140,
  handles: ({ operation, info, subresource }) => operation === "CREATE" && info.group === "certificates.k8s.io" && info.resource === "certificatesigningrequests" && subresource === undefined,
  validate(attributes) {
    const { spec } = attributes.object as CertificateSigningRequest;
    if (spec.signerName !== signer) return;
    if (parsed(attributes, spec.request).organizations.includes(mightiest)) throw refuse(attributes, `use of ${signer} signer with ${mightiest} group is not allowed`);
  },
});

function parsed(attributes: AdmissionAttributes, request: string): ParsedRequest {
  try {
    return parseRequest(request);
  } catch (error) {
    throw refuse(attributes, `failed to parse CSR: ${error instanceof Error ? error.message : String(error)}`);
  }
}
