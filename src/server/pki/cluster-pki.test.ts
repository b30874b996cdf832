import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadClusterPki } from "./cluster-pki.ts";

const now = Date.UTC(2026, 0, 15);
const dayMs = 24 * 60 * 60 * 1000;

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "pki-"));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("every certificate is signed by its authority and its key belongs to it", () => {
  inFolder((folder) => {
    const pki = loadClusterPki({ folder, now, hosts: ["10.88.0.1", "node-1"] });
    const ca = new X509Certificate(pki.ca.certificate);
    assert.equal(ca.ca, true);
    for (const [leaf, issuer] of [[pki.serving, ca], [pki.admin, ca], [pki.kubelet("node-1"), ca], [pki.frontProxyClient, new X509Certificate(pki.frontProxyCa.certificate)]] as const) {
      const certificate = new X509Certificate(leaf.certificate);
      assert.equal(certificate.verify(issuer.publicKey), true);
      assert.equal(certificate.checkIssued(issuer), true);
      assert.equal(certificate.checkPrivateKey(createPrivateKey(leaf.key)), true);
      assert.equal(certificate.ca, false);
    }
  });
});

test("the serving certificate names everything under which the server is reached", () => {
  inFolder((folder) => {
    const certificate = new X509Certificate(loadClusterPki({ folder, now, hosts: ["10.88.0.1", "fd00::1"] }).serving.certificate);
    for (const host of ["localhost", "kubernetes.default.svc.cluster.local"]) assert.equal(certificate.checkHost(host), host);
    for (const address of ["127.0.0.1", "10.96.0.1", "10.88.0.1", "::1", "fd00::1"]) assert.equal(certificate.checkIP(address), address);
    assert.equal(certificate.checkHost("example.com"), undefined);
  });
});

test("client certificates carry the user and the groups that authentication reads", () => {
  inFolder((folder) => {
    const pki = loadClusterPki({ folder, now });
    assert.equal(new X509Certificate(pki.admin.certificate).subject, "O=system:masters\nCN=kubernetes-admin");
    assert.equal(new X509Certificate(pki.kubelet("n1").certificate).subject, "O=system:nodes\nCN=system:node:n1");
  });
});

const reloads: { name: string; later: number; hosts?: string[]; same: boolean }[] = [
  { name: "the next start keeps the certificate", later: 0, same: true },
  { name: "a certificate good for 90 days and a second more is kept", later: 275 * dayMs - 1000, same: true },
  { name: "a certificate with 90 days left is renewed", later: 275 * dayMs, same: false },
  { name: "a new address makes a new certificate", later: 0, hosts: ["192.168.7.7"], same: false },
];

for (const { name, later, hosts, same } of reloads) {
  test(`loadClusterPki: ${name}, and the authority stays`, () => {
    inFolder((folder) => {
      const first = loadClusterPki({ folder, now });
      const second = loadClusterPki({ folder, now: now + later, hosts });
      assert.equal(second.serving.certificate === first.serving.certificate, same);
      assert.deepEqual(second.ca, first.ca);
      assert.deepEqual(second.serviceAccountKey, first.serviceAccountKey);
    });
  });
}

test("keys are readable by their owner only", () => {
  inFolder((folder) => {
    loadClusterPki({ folder, now });
    for (const file of ["ca.key", "sa.key", "admin.crt"]) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
  });
});
