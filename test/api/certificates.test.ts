import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:http2";
import { after, before, test } from "node:test";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { fieldAt, RawApi } from "../support/api.ts";
import { makeCertificateRequest } from "../support/certificate-request.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "certificates" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const usages = ["digital signature", "key encipherment", "client auth"];

function ask(name: string, request: string, spec: object = {}) {
  return api.post(requests, { metadata: { name }, spec: { request: Buffer.from(request).toString("base64"), signerName: "kubernetes.io/kube-apiserver-client", usages, ...spec } });
}

async function approve(name: string): Promise<void> {
  const request = JSON.parse((await api.get(`${requests}/${name}`)).text) as { status: { conditions?: object[] } };
  request.status.conditions = [{ type: "Approved", status: "True", reason: "Test", message: "as asked" }];
  assert.equal((await api.put(`${requests}/${name}/approval`, request)).code, 200);
}

/** Waits until a request's status has a field. */
async function untilStatus(name: string, path: string): Promise<unknown> {
  const watch = await api.watch(`${requests}?watch=true&fieldSelector=metadata.name%3D${name}`);
  try {
    for (let event = await watch.next(); event !== undefined; event = await watch.next()) {
      const value = fieldAt(event.object, `status.${path}`);
      if (value !== undefined) return value;
    }
    throw new Error("the watch ended");
  } finally {
    watch.close();
  }
}

test("an approved request gets a certificate, with which its owner is who it says", async () => {
  const { request, key } = makeCertificateRequest({ commonName: "ann", organizations: ["staff", "nerds"], dnsNames: ["ann.example.com"] });
  assert.equal((await ask("ann", request, { expirationSeconds: 3600 })).code, 201);
  await approve("ann");
  const certificate = Buffer.from(String(await untilStatus("ann", "certificate")), "base64").toString();
  const { server, ca } = loadKubeconfig(cluster.kubeconfig).endpoint;
  const x509 = new X509Certificate(certificate);
  assert.equal(x509.verify(new X509Certificate(String(ca)).publicKey), true);
  assert.equal(x509.subjectAltName, "DNS:ann.example.com");
  assert.deepEqual(x509.keyUsage, ["1.3.6.1.5.5.7.3.2"]);
  assert.equal(x509.ca, false);
  const lifeMs = Date.parse(x509.validTo) - Date.parse(x509.validFrom);
  assert.equal(lifeMs, 3_600_000 + 300_000);

  const session = connect(server, { ca, cert: certificate, key });
  const stream = session.request({ ":method": "POST", ":path": "/apis/authentication.k8s.io/v1/selfsubjectreviews", "content-type": "application/json" });
  stream.end("{}");
  await once(stream, "response");
  const review = JSON.parse(Buffer.concat(await stream.toArray()).toString()) as unknown;
  session.close();
  assert.deepEqual([fieldAt(review, "status.userInfo.username"), fieldAt(review, "status.userInfo.groups")], ["ann", ["staff", "nerds", "system:authenticated"]]);
});

test("what its signer does not sign fails, with the reason", async () => {
  const { request } = makeCertificateRequest({ commonName: "ann" });
  await ask("no-node", request, { signerName: "kubernetes.io/kube-apiserver-client-kubelet" });
  await approve("no-node");
  const conditions = (await untilStatus("no-node", "conditions.1")) as { type: string; reason: string; message: string };
  assert.deepEqual([conditions.type, conditions.reason, conditions.message], ["Failed", "SignerValidationFailure", "subject organization is not system:nodes"]);
});

test("nobody asks for the group of the administrators", async () => {
  const { request } = makeCertificateRequest({ commonName: "ann", organizations: ["system:masters"] });
  const refused = await ask("mighty", request);
  assert.deepEqual([refused.code, refused.at("message")], [403, 'certificatesigningrequests.certificates.k8s.io "mighty" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed']);
  assert.equal((await ask("elsewhere", request, { signerName: "example.com/signer" })).code, 201);
});

test("a request with a signature that is not its own gets no certificate", async () => {
  const [mine, other] = [makeCertificateRequest({ commonName: "ann" }), makeCertificateRequest({ commonName: "bob" })];
  const bytes = (pem: string) => Buffer.from(pem.replace(/-----.*-----|\s/g, ""), "base64");
  const forged = Buffer.from(bytes(mine.request));
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  await ask("forged", `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`);
  await ask("honest", other.request);
  await approve("forged");
  await approve("honest");
  await untilStatus("honest", "certificate");
  assert.equal((await api.get(`${requests}/forged`)).at("status.certificate"), undefined);
});

test("setting a condition through the status takes the right to sign", async () => {
  const { request } = makeCertificateRequest({ commonName: "ann" });
  await ask("watched", request, { signerName: "example.com/signer" });
  await api.post("/apis/rbac.authorization.k8s.io/v1/clusterroles", { metadata: { name: "writer" }, rules: [{ apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests/status"], verbs: ["patch"] }] });
  await api.post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", { metadata: { name: "writer" }, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "writer" }, subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "writer" }] });
  const patch = async () => api.send("PATCH", `${requests}/watched/status`, { type: "application/merge-patch+json", headers: { "impersonate-user": "writer" }, body: { status: { conditions: [{ type: "Failed", status: "True" }] } } });
  let refused = await patch();
  while (/cannot patch resource/.test(String(refused.at("message")))) refused = await patch(); // the authorizer's own copy of the roles follows
  assert.deepEqual([refused.code, refused.at("message")], [403, 'certificatesigningrequests.certificates.k8s.io "watched" is forbidden: user not permitted to sign requests with signerName "example.com/signer"']);
});
