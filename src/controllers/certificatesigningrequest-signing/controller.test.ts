import assert from "node:assert/strict";
import { test } from "node:test";
import type { CertificateSigningRequest } from "../../api/types/certificates/v1.gen.ts";
import { certificateSigningRequests } from "../../client/resources.ts";
import { InformerFactory } from "../../client/informer/factory.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { runControllers } from "../start.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { decideRequest, validityOf } from "./decide.ts";

/** Made with openssl, each with an EC key: subjects and other names as the constants are named. */
const requests = {
  /** O=staff, CN=ann */
  person: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWk1JR0FBZ0VBTUI0eERqQU1CZ05WQkFvTUJYTjBZV1ptTVF3d0NnWURWUVFEREFOaGJtNHdXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVIwTUZwSTdXYUpIcldIR012RGE2Y0VYOXNROWhBVGV4R3hkMksxCkJWajRPUEdkMXYzUndRZEZHSlhxY2RNdGdocWhuUGx4ZkhpZTR5MlFPb3Q3Tm8xNm9BQXdDZ1lJS29aSXpqMEUKQXdJRFNBQXdSUUloQUpYaUpvK2p0ZCtDTHFNN3BDK2FyaFdaKzZTenZHNmNKMVI1OXNMNyswa0ZBaUE3WUJuVQoyZHUxd3ZRRTcyQWo2R0JtdlAzTWZSZkFsUWthb1FhcExLejB6UT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=",
  /** O=system:nodes, CN=system:node:n1 */
  node: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIcU1JR1NBZ0VBTURBeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVYTUJVR0ExVUVBd3dPYzNsegpkR1Z0T201dlpHVTZiakV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVRWRGRYUzRMMDUyM01CCno5Y0hHU1hnNzNLNlRmZTRHRkZJY2lqTmRVTEJ3TTNCUVdSd1FyNEVqMDdvQ1NWMHQzOGhZdkkyMjVUOG40VnYKdkVzUlZEaGpvQUF3Q2dZSUtvWkl6ajBFQXdJRFJ3QXdSQUlnQzFnZ0RkMUZkT3VYRlllem8yalpSQVV6S08xNwpyMnR0bmJHbVl1VFFNRElDSUJ0S3hJVDVJZjlzc1h6L2FKMkpsc0ZZWTA3aU9kWGRCVThKdTFJWFgzZFoKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==",
  /** The same, for DNS:n1 and IP:192.0.2.1 */
  servingNode: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkVqQ0J1QUlCQURBd01SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14RnpBVkJnTlZCQU1NRG5ONQpjM1JsYlRwdWIyUmxPbTR4TUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFQktoVU1mMGJWSjcxCkJUenlyL2tNTVlnN3k0dnllek1wZFk3dWQvdWQyTklhRlJ3T0YyS2UvTFU3TC9oTm0wQ0Uxb2ZjYjZydkV5emkKMjZzS2xaZVdYcUFtTUNRR0NTcUdTSWIzRFFFSkRqRVhNQlV3RXdZRFZSMFJCQXd3Q29JQ2JqR0hCTUFBQWdFdwpDZ1lJS29aSXpqMEVBd0lEU1FBd1JnSWhBS1Fmd0prY2FXdkIwTksrdXdtOWRJV1BhaGEyUzZyMUdkZUZTaHB5ClZTUG1BaUVBemh3TUJ3VXpoOEFlSzNFQXIyd3NkS1pIdC9mZ3h1QUdpTVhtNC8yVkFVQT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==",
  /** The same, for DNS:n1 and a URI */
  nodeOfUri: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkZ6Q0J2Z0lCQURBd01SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14RnpBVkJnTlZCQU1NRG5ONQpjM1JsYlRwdWIyUmxPbTR4TUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFOU1KTGwzd1pJY3RTCmN5M2J5czdmY0ZMa2RQYmxKMi9CYnBzUHpiQXNrL0duZTA1UHlDaFpVRzdscUxhV0JWQlpobi9nTGpNT0luZWcKQUNLNFNqQlVHNkFzTUNvR0NTcUdTSWIzRFFFSkRqRWRNQnN3R1FZRFZSMFJCQkl3RUlJQ2JqR0dDbWgwZEhCegpPaTh2WVM4d0NnWUlLb1pJemowRUF3SURTQUF3UlFJaEFPZ3FiK28rRC9rYmthZk0zNjNZZUdkVHNCcjE2QjhUCjQvd2RaQmtYMFAyN0FpQjlubnBQTXAwNFpEeUxzSjNQSXRUKzNLZ1NHTFFiSHhNUVh1emdpak9jMHc9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K",
  /** O=system:nodes, CN=n1 */
  nameless: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0dBZ0VBTUNReEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVMTUFrR0ExVUVBd3dDYmpFdwpXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBUmxlNDM1czRTSk9WdWI0NGlkaVZiaFVNOTRvS0pHCkxGMXlYWkROVitsWW93VGQ5YUxDVklHSTJYanBZVHRmRXBXT1BHdGNiUkdMUW9hT0szQUpxRXhtb0FBd0NnWUkKS29aSXpqMEVBd0lEU1FBd1JnSWhBTUtaN1d2K3VuRUd5SVJRU1V4SUJDU2htdm1vbFJ6WmFUN2J2aitZazFlaApBaUVBcEtQb1dVZ3VXN3ZmMER0LzZUYkxRR29Bc1VSa2ttTEJxci9rVVlaTlRXTT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==",
};

type Status = NonNullable<CertificateSigningRequest["status"]>;
const condition = (type: string) => ({ type, status: "True" });
const approved: Status = { conditions: [condition("Approved")] };
const client = ["digital signature", "key encipherment", "client auth"] as const;
const serving = ["digital signature", "server auth"] as const;

const aRequest = (signer: string, request: string, parts: { usages?: readonly string[]; status?: Status } = {}): CertificateSigningRequest => ({
  apiVersion: "certificates.k8s.io/v1",
  kind: "CertificateSigningRequest",
  metadata: { name: "r" },
  spec: { signerName: `kubernetes.io/${signer}`, request, usages: [...(parts.usages ?? client)] as CertificateSigningRequest["spec"]["usages"] },
  status: parts.status ?? approved,
});

const decisions: { name: string; request: CertificateSigningRequest; expected: string }[] = [
  { name: "a person's client certificate", request: aRequest("kube-apiserver-client", requests.person), expected: "Sign" },
  { name: "not before it is approved", request: aRequest("kube-apiserver-client", requests.person, { status: {} }), expected: "Ignore" },
  { name: "not once it is denied", request: aRequest("kube-apiserver-client", requests.person, { status: { conditions: [condition("Denied")] } }), expected: "Ignore" },
  { name: "not after it failed", request: aRequest("kube-apiserver-client", requests.person, { status: { conditions: [condition("Approved"), condition("Failed")] } }), expected: "Ignore" },
  { name: "not twice", request: aRequest("kube-apiserver-client", requests.person, { status: { ...approved, certificate: "eA==" } }), expected: "Ignore" },
  { name: "not for a signer of somebody else's", request: { ...aRequest("x", requests.person), spec: { signerName: "example.com/signer", request: requests.person, usages: ["client auth"] } }, expected: "Ignore" },
  { name: "no client certificate that serves", request: aRequest("kube-apiserver-client", requests.person, { usages: ["client auth", "server auth"] }), expected: "invalid usage for client certificate: server auth" },
  { name: "no client certificate that is none", request: aRequest("kube-apiserver-client", requests.person, { usages: ["digital signature"] }), expected: "missing required usage for client certificate: client auth" },
  { name: "a kubelet's client certificate", request: aRequest("kube-apiserver-client-kubelet", requests.node), expected: "Sign" },
  { name: "a kubelet's client certificate without key encipherment", request: aRequest("kube-apiserver-client-kubelet", requests.node, { usages: ["client auth", "digital signature"] }), expected: "Sign" },
  { name: "no kubelet's client certificate for a person", request: aRequest("kube-apiserver-client-kubelet", requests.person), expected: "subject organization is not system:nodes" },
  { name: "no kubelet's client certificate for a host", request: aRequest("kube-apiserver-client-kubelet", requests.servingNode), expected: "DNS subjectAltNames are not allowed" },
  { name: "no kubelet's client certificate for what is no node", request: aRequest("kube-apiserver-client-kubelet", requests.nameless), expected: "subject common name does not begin with system:node:" },
  { name: "no kubelet's client certificate of other usages", request: aRequest("kube-apiserver-client-kubelet", requests.node, { usages: ["client auth"] }), expected: "usages did not match [client auth digital signature key encipherment]" },
  { name: "a kubelet's serving certificate", request: aRequest("kubelet-serving", requests.servingNode, { usages: serving }), expected: "Sign" },
  { name: "no kubelet's serving certificate for no host", request: aRequest("kubelet-serving", requests.node, { usages: serving }), expected: "DNS or IP subjectAltName is required" },
  { name: "no kubelet's serving certificate for a URI", request: aRequest("kubelet-serving", requests.nodeOfUri, { usages: serving }), expected: "URI subjectAltNames are not allowed" },
  { name: "no kubelet's serving certificate of a client", request: aRequest("kubelet-serving", requests.servingNode), expected: "usages did not match [digital signature key encipherment server auth]" },
];
for (const { name, request, expected } of decisions) {
  test(`signs ${name}`, () => {
    const decision = decideRequest(request, 0);
    assert.equal(decision.type === "Fail" ? decision.message : decision.type, expected);
  });
}

const minutes = 60;
const validities: { name: string; expirationSeconds?: number; afterSeconds: number }[] = [
  { name: "a year by default, less what it began early", afterSeconds: 365 * 24 * 60 * minutes - 5 * minutes },
  { name: "no longer than a year", expirationSeconds: 10 * 365 * 24 * 60 * minutes, afterSeconds: 365 * 24 * 60 * minutes - 5 * minutes },
  { name: "as asked", expirationSeconds: 9 * 60 * minutes, afterSeconds: 9 * 60 * minutes - 5 * minutes },
  { name: "eight hours, less what it began early", expirationSeconds: 8 * 60 * minutes, afterSeconds: 8 * 60 * minutes - 5 * minutes },
  { name: "less than eight hours, in full", expirationSeconds: 8 * 60 * minutes - 1, afterSeconds: 8 * 60 * minutes - 1 },
  { name: "ten minutes at least", expirationSeconds: 60, afterSeconds: 10 * minutes },
];
for (const { name, expirationSeconds, afterSeconds } of validities) {
  test(`a certificate lives ${name}`, () => assert.deepEqual(validityOf(expirationSeconds, 0), { notBefore: -300_000, notAfter: afterSeconds * 1_000 }));
}

test("certificate-controller: what is approved gets its certificate, what cannot be signed fails, and each once", async () => {
  const { clock, cluster, client: api } = createHarness();
  const stop = new AbortController();
  const informers = new InformerFactory({ transport: cluster.transport, clock, random: new SeededRandom(1) });
  informers.start(stop.signal);
  const signed: string[] = [];
  void runControllers(
    {
      definitions: [controller],
      transportFor: () => cluster.transport,
      informers,
      clock,
      random: new SeededRandom(1),
      signCertificate: ({ commonName }, { usages }) => {
        signed.push(`${commonName}: ${usages.join()}`);
        return "a certificate";
      },
    },
    stop.signal,
  );
  const named = (name: string, request: CertificateSigningRequest): CertificateSigningRequest => ({ ...request, metadata: { name }, status: {} });
  await api.create(certificateSigningRequests, named("good", aRequest("kube-apiserver-client", requests.person)));
  await api.create(certificateSigningRequests, named("bad", aRequest("kube-apiserver-client-kubelet", requests.person)));
  await clock.advance(1_000);
  for (const name of ["good", "bad"]) await api.patch(certificateSigningRequests, { namespace: "", name }, { type: "application/merge-patch+json", subresource: "status", body: { status: approved } });
  await clock.advance(1_000);
  const statusOf = (name: string) => (cluster.get(certificateSigningRequests, "", name) as CertificateSigningRequest).status;
  assert.equal(atob(statusOf("good")?.certificate ?? ""), "a certificate");
  assert.deepEqual(statusOf("bad")?.conditions?.map(({ type, reason, message }) => [type, reason, message]), [["Approved", undefined, undefined], ["Failed", "SignerValidationFailure", "subject organization is not system:nodes"]]);
  assert.deepEqual(signed, ["ann: digital signature,key encipherment,client auth"]);
  stop.abort();
});
