import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodSpec } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { hostnameAndDomain, kernelHostname } from "./hostname.ts";

const long = "a-name-of-seventy-characters-which-is-more-than-linux-takes-for-a-host";
const domain = "two.default.svc.cluster.local";
const rows: { name: string; podName?: string; spec: Partial<PodSpec>; known: { hostname: string; domain?: string }; seen: string }[] = [
  { name: "the pod's name", spec: {}, known: { hostname: "web" }, seen: "web" },
  { name: "a name that is too long is cut, and ends in no dash", podName: `${long.slice(0, 62)}--x`, spec: {}, known: { hostname: long.slice(0, 62) }, seen: long.slice(0, 62) },
  { name: "a hostname and a subdomain", spec: { hostname: "one", subdomain: "two" }, known: { hostname: "one", domain }, seen: "one" },
  { name: "the whole name where it is asked for", spec: { hostname: "one", subdomain: "two", setHostnameAsFQDN: true }, known: { hostname: "one", domain }, seen: `one.${domain}` },
  { name: "without a subdomain there is no whole name", spec: { hostname: "one", setHostnameAsFQDN: true }, known: { hostname: "one" }, seen: "one" },
  { name: "an override has no domain", spec: { hostname: "one", subdomain: "two", hostnameOverride: "over.ride" }, known: { hostname: "over.ride" }, seen: "over.ride" },
  { name: "the host's network comes with the host's name", spec: { hostNetwork: true, hostname: "one" }, known: { hostname: "one" }, seen: "node" },
];
for (const { name, podName = "web", spec, known, seen } of rows) {
  test(`host name: ${name}`, () => {
    const pod = aPod({ metadata: { name: podName, namespace: "default" }, spec: { containers: [aContainer({})], ...spec } });
    assert.deepEqual([hostnameAndDomain(pod, "cluster.local"), kernelHostname(pod, "cluster.local", "node")], [known, seen]);
  });
}

test("host name: a whole name that Linux does not take is an error", () => {
  const pod = aPod({ metadata: { name: "web", namespace: "default" }, spec: { containers: [aContainer({})], hostname: "a".repeat(40), subdomain: "two", setHostnameAsFQDN: true } });
  assert.throws(() => kernelHostname(pod, "cluster.local", "node"), { message: `failed to construct FQDN from pod hostname and cluster domain, FQDN ${"a".repeat(40)}.${domain} is too long (64 characters is the max, 70 characters requested)` });
});
