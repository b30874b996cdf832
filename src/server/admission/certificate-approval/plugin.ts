import type { CertificateSigningRequest } from "../../../api/types/certificates/v1.gen.ts";
import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";

/** The verb on the request's signer that each subresource needs. */
const verbs: Readonly<Record<string, string>> = { approval: "approve", status: "sign" };

/**
 * Approving needs `approve` and signing needs `sign` on the signer, by name or on all of its domain.
 * Source: kubernetes plugin/pkg/admission/certificates/{approval,signing}.
 */
export const plugin: AdmissionPluginFactory = ({ authorizer }) => ({
  name: "CertificateApproval",
  order: 120,
  handles: ({ operation, info, subresource = "" }) => operation === "UPDATE" && info.group === "certificates.k8s.io" && info.resource === "certificatesigningrequests" && subresource in verbs,

  validate(attributes) {
    const { subresource = "", user, object, oldObject } = attributes;
    const [after, before] = [object as CertificateSigningRequest, oldObject as CertificateSigningRequest];
    if (subresource === "status" && after.status?.certificate === before.status?.certificate && semanticEqual(after.status?.conditions ?? [], before.status?.conditions ?? [])) return;
    const verb = verbs[subresource] ?? "";
    const { signerName } = before.spec;
    const names = [signerName, `${signerName.split("/")[0]}/*`];
    const allowed = names.some((name) => authorizer.authorize({ user, verb, group: "certificates.k8s.io", version: "v1", resource: "signers", name }).verdict === "allow");
    if (!allowed) throw refuse(attributes, `user not permitted to ${verb} requests with signerName ${quote(signerName)}`);
  },
});
