import type { Authenticator } from "./contract.ts";

/**
 * The common name is the user, the organizations are the groups. The TLS layer has checked chain and validity.
 * Source: apiserver authentication/request/x509.CommonNameUserConversion.
 */
export const clientCertificateAuthenticator: Authenticator = {
  async authenticate({ certificate }) {
    if (certificate === undefined || certificate.commonName === "") return undefined;
    const extra = certificate.fingerprint === undefined ? undefined : { "authentication.kubernetes.io/credential-id": [`X509SHA256=${certificate.fingerprint}`] };
    return { user: { name: certificate.commonName, groups: certificate.organizations, extra } };
  },
};
