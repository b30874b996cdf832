import assert from "node:assert/strict";
import { test } from "node:test";
import type { RuntimeService } from "../cri/contract.ts";
import { aContainer } from "../testing/pods.ts";
import type { HttpCheck, NetworkPort } from "../ports/network-port.ts";
import { type ProbeResult, runProbe } from "./run-probe.ts";

const target = { container: aContainer({ ports: [{ name: "web", containerPort: 8080 }] }), containerId: "main-0", podIP: "10.244.0.7" };

/** Asks a server that answers so, or throws. */
async function probed(answer: { status: number; body?: string } | Error): Promise<{ readonly result: ProbeResult; readonly check: HttpCheck | undefined }> {
  let check: HttpCheck | undefined;
  const network = {
    httpGet: async (asked: HttpCheck) => {
      check = asked;
      if (answer instanceof Error) throw answer;
      return { body: "", ...answer };
    },
  } as Partial<NetworkPort> as NetworkPort;
  return { result: await runProbe({} as RuntimeService, network, target, { httpGet: { port: "web", path: "/live" } }), check };
}

const rows: { name: string; answer: { status: number; body?: string } | Error; expected: ProbeResult }[] = [
  { name: "199 is a failure", answer: { status: 199 }, expected: { success: false, output: "HTTP probe failed with statuscode: 199" } },
  { name: "200 is a success", answer: { status: 200, body: "fine" }, expected: { success: true, output: "fine" } },
  { name: "299 is a success", answer: { status: 299 }, expected: { success: true, output: "" } },
  { name: "300 is a success that is told", answer: { status: 300, body: "elsewhere" }, expected: { success: true, output: "Probe terminated redirects, Response body: elsewhere", warning: true } },
  { name: "399 is a success that is told", answer: { status: 399 }, expected: { success: true, output: "Probe terminated redirects, Response body: ", warning: true } },
  { name: "400 is a failure", answer: { status: 400, body: "no" }, expected: { success: false, output: "HTTP probe failed with statuscode: 400" } },
  { name: "no answer is a failure", answer: new Error("connection refused"), expected: { success: false, output: "connection refused" } },
];
for (const { name, answer, expected } of rows) {
  test(`runProbe: ${name}`, async () => assert.deepEqual((await probed(answer)).result, expected));
}

test("runProbe: a port is found by its name, and the server is told who asks", async () => {
  const { check } = await probed({ status: 200 });
  assert.deepEqual(check, { scheme: "HTTP", host: "10.244.0.7", port: 8080, path: "/live", headers: [{ name: "User-Agent", value: "kube-probe/1.36" }, { name: "Accept", value: "*/*" }] });
});
