import assert from "node:assert/strict";
import { test } from "node:test";
import { httpHeadersAs } from "./http-headers.ts";

const agent = { name: "User-Agent", value: "kube-probe/1.36" };
const anything = { name: "Accept", value: "*/*" };
const rows: { name: string; wanted: { name: string; value: string }[]; sent: object[] }[] = [
  { name: "nothing asked for", wanted: [], sent: [agent, anything] },
  { name: "headers of the pod's own, one of them twice", wanted: [{ name: "X", value: "1" }, { name: "X", value: "2" }], sent: [agent, anything, { name: "X", value: "1" }, { name: "X", value: "2" }] },
  { name: "another agent, in small letters", wanted: [{ name: "user-agent", value: "me" }], sent: [anything, { name: "user-agent", value: "me" }] },
  { name: "no agent", wanted: [{ name: "User-Agent", value: "" }], sent: [anything, { name: "User-Agent", value: "" }] },
  { name: "another Accept", wanted: [{ name: "accept", value: "text/html" }], sent: [agent, { name: "accept", value: "text/html" }] },
  { name: "no Accept", wanted: [{ name: "Accept", value: "" }, { name: "X", value: "1" }], sent: [agent, { name: "X", value: "1" }] },
];
for (const { name, wanted, sent } of rows) test(`headers of a probe: ${name}`, () => assert.deepEqual(httpHeadersAs("kube-probe/1.36", wanted), sent));
