import assert from "node:assert/strict";
import { test } from "node:test";
import { RuntimeError, type RuntimeService } from "../cri/contract.ts";
import { aContainer } from "../testing/pods.ts";
import { type HttpCheck, type NetworkPort, UnfinishedAnswerError } from "../ports/network-port.ts";
import { type ProbeResult, runProbe } from "./run-probe.ts";

const target = { container: aContainer({ ports: [{ name: "web", containerPort: 8080 }] }), containerId: "main-0", podIP: "10.244.0.7" };

/** Asks a server that answers so, or throws. */
async function probed(answer: { status: number; body?: string } | Error): Promise<{ readonly result: ProbeResult; readonly checks: readonly HttpCheck[] }> {
  const checks: HttpCheck[] = [];
  const network = {
    httpGet: async (asked: HttpCheck) => {
      checks.push(asked);
      if (answer instanceof Error) throw answer;
      return { body: "", ...answer };
    },
  } as Partial<NetworkPort> as NetworkPort;
  return { result: await runProbe({} as RuntimeService, network, target, { httpGet: { port: "web", path: "/live" } }), checks };
}

const rows: { name: string; answer: { status: number; body?: string } | Error; expected: ProbeResult }[] = [
  { name: "199 is a failure", answer: { status: 199 }, expected: { type: "failure", output: "HTTP probe failed with statuscode: 199" } },
  { name: "200 is a success", answer: { status: 200, body: "fine" }, expected: { type: "success", output: "fine" } },
  { name: "299 is a success", answer: { status: 299 }, expected: { type: "success", output: "" } },
  { name: "300 is a success that is told", answer: { status: 300, body: "elsewhere" }, expected: { type: "warning", output: "Probe terminated redirects, Response body: elsewhere" } },
  { name: "399 is a success that is told", answer: { status: 399 }, expected: { type: "warning", output: "Probe terminated redirects, Response body: " } },
  { name: "400 is a failure", answer: { status: 400, body: "no" }, expected: { type: "failure", output: "HTTP probe failed with statuscode: 400" } },
  { name: "no answer is a failure", answer: new Error("connection refused"), expected: { type: "failure", output: "connection refused" } },
];
for (const { name, answer, expected } of rows) {
  test(`runProbe: ${name}`, async () => assert.deepEqual((await probed(answer)).result, expected));
}

test("runProbe: a body that breaks off counts for nothing, however often it is tried", async () => {
  const { result, checks } = await probed(new UnfinishedAnswerError("unexpected EOF"));
  assert.deepEqual([result, checks.length], [{ type: "error", state: "failure", output: "unexpected EOF" }, 3]);
});

const portRows: { port: string | number; expected: number | string }[] = [
  { port: "web", expected: 8080 },
  { port: "81", expected: 81 },
  { port: 65_535, expected: 65_535 },
  { port: 65_536, expected: "invalid port number: 65536" },
  { port: "0", expected: "invalid port number: 0" },
  { port: "none", expected: 'strconv.Atoi: parsing "none": invalid syntax' },
];
for (const { port, expected } of portRows) {
  test(`runProbe: the port ${JSON.stringify(port)} of a container`, async () => {
    const dialled: number[] = [];
    const network = { tcpConnect: async (_, to: number) => void dialled.push(to) } as Partial<NetworkPort> as NetworkPort;
    const result = await runProbe({} as RuntimeService, network, target, { tcpSocket: { port } });
    assert.deepEqual([result, dialled], typeof expected === "number" ? [{ type: "success", output: "" }, [expected]] : [{ type: "error", state: "unknown", output: expected }, []]);
  });
}

const health: { name: string; answer: string | Error; expected: ProbeResult }[] = [
  { name: "serving", answer: "SERVING", expected: { type: "success", output: "service healthy" } },
  { name: "not serving", answer: "NOT_SERVING", expected: { type: "failure", output: 'service unhealthy (responded with "NOT_SERVING")' } },
  { name: "out of reach", answer: new Error("timeout: x"), expected: { type: "failure", output: "timeout: x" } },
];
for (const { name, answer, expected } of health) {
  test(`runProbe: a gRPC service that is ${name}`, async () => {
    const network = { grpcHealth: async () => (answer instanceof Error ? Promise.reject(answer) : { status: answer }) } as Partial<NetworkPort> as NetworkPort;
    assert.deepEqual(await runProbe({} as RuntimeService, network, target, { grpc: { port: 1 } }), expected);
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const commands: { name: string; answers: readonly ({ stdout?: string; stderr?: string; exitCode: number } | Error)[]; timeoutSeconds?: number; expected: ProbeResult }[] = [
  { name: "that succeeds", answers: [{ stdout: "a", stderr: "b", exitCode: 0 }], expected: { type: "success", output: "ab" } },
  { name: "that fails", answers: [{ stderr: "no", exitCode: 1 }], expected: { type: "failure", output: "no" } },
  { name: "that writes much", answers: [{ stdout: "a".repeat(10_239), stderr: "bc", exitCode: 1 }], expected: { type: "failure", output: `${"a".repeat(10_239)}b` } },
  { name: "that takes too long", answers: [new RuntimeError("DeadlineExceeded", "late")], timeoutSeconds: 90, expected: { type: "failure", output: 'command timed out: "check a $(OTHER)" timed out after 1m30s' } },
  { name: "that cannot be started, and then can", answers: [new RuntimeError("Internal", "no"), new RuntimeError("Internal", "no"), { exitCode: 0 }], expected: { type: "success", output: "" } },
  { name: "that cannot be started three times", answers: Array.from({ length: 3 }, () => new RuntimeError("Internal", "executable file not found")), expected: { type: "error", state: "unknown", output: "rpc error: code = Unknown desc = executable file not found" } },
  { name: "in a container that is gone", answers: Array.from({ length: 3 }, () => new RuntimeError("NotFound", "gone")), expected: { type: "error", state: "unknown", output: "rpc error: code = NotFound desc = gone" } },
];
for (const { name, answers, timeoutSeconds, expected } of commands) {
  test(`runProbe: a command ${name}`, async () => {
    const left = [...answers];
    const run: (readonly string[])[] = [];
    const execSync = async (_: string, command: readonly string[]) => {
      run.push(command);
      const answer = left.shift() as (typeof answers)[number];
      if (answer instanceof Error) throw answer;
      return { exitCode: answer.exitCode, stdout: bytes(answer.stdout ?? ""), stderr: bytes(answer.stderr ?? "") };
    };
    const container = aContainer({ env: [{ name: "NAME", value: "a" }] });
    const result = await runProbe({ execSync } as Partial<RuntimeService> as RuntimeService, {} as NetworkPort, { ...target, container }, { timeoutSeconds, exec: { command: ["check", "$(NAME)", "$(OTHER)"] } });
    assert.deepEqual([result, run], [expected, answers.map(() => ["check", "a", "$(OTHER)"])]);
  });
}

test("runProbe: a port is found by its name, and the server is told who asks", async () => {
  const { checks } = await probed({ status: 200 });
  assert.deepEqual(checks, [{ scheme: "HTTP", host: "10.244.0.7", port: 8080, path: "/live", headers: [{ name: "User-Agent", value: "kube-probe/1.36" }, { name: "Accept", value: "*/*" }] }]);
});
