import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { kubectlPath } from "../../../tools/kubectl/kubectl.ts";
import { createRunningPod, startTestServer, type TestServer } from "../testing/test-server.ts";

let testServer: TestServer;

before(async () => {
  testServer = await startTestServer();
  await createRunningPod(testServer.server, "web", ["main", "side"]);
  await createRunningPod(testServer.server, "one");
});

after(() => testServer.close());

/** Switches kubectl back to SPDY/3.1, as it spoke before 1.31. */
const spdyOnly = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false", KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" };

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  // A private cache: discovery of other tests' servers must not be found.
  return spawn(kubectlPath(), ["--kubeconfig", testServer.kubeconfig, "--cache-dir", `${testServer.folder}/cache`, ...args], { env: { ...process.env, HOME: testServer.folder, ...env } });
}

async function kubectl(args: readonly string[], input = "", env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(args, env);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  child.stdin?.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

const cases: { name: string; args: string[]; input?: string; env?: Record<string, string>; code?: number; stdout?: RegExp; stderr?: RegExp }[] = [
  { name: "version shows the server's release", args: ["version"], stdout: /Server Version: v1\.36\.\d+/ },
  { name: "get prints the server's columns", args: ["get", "pods"], stdout: /^NAME +READY +STATUS +RESTARTS +AGE\none +0\/1 +Running/ },
  { name: "get of an unknown name is not found", args: ["get", "pod", "nobody"], code: 1, stderr: /Error from server \(NotFound\): pods "nobody" not found/ },
  { name: "apply creates from YAML", args: ["apply", "-f", "-"], input: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n", stdout: /configmap\/c created/ },
  { name: "an unknown field is refused with its path", args: ["apply", "-f", "-"], input: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\nnope: 1\n", code: 1, stderr: /strict decoding error: unknown field "nope"/ },
  { name: "create writes protobuf", args: ["create", "job", "j", "--image=busybox", "--", "true"], stdout: /job\.batch\/j created/ },
  { name: "auth whoami tells the certificate's user", args: ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"], stdout: /^kubernetes-admin$/ },
  { name: "a stranger may not list pods", args: ["get", "pods", "--as", "bob"], code: 1, stderr: /pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"/ },
  { name: "explain reads the published schema", args: ["explain", "pod.spec.containers"], stdout: /FIELDS:/ },
  { name: "logs of the only container", args: ["logs", "one"], stdout: /^first line of main\nlast line of main\n$/ },
  { name: "logs with a tail", args: ["logs", "one", "--tail=1"], stdout: /^last line of main\n$/ },
  { name: "logs of an unknown container", args: ["logs", "web", "-c", "nope"], code: 1, stderr: /container nope is not valid for pod web/ },
  { name: "exec runs a command", args: ["exec", "one", "--", "echo", "hi"], stdout: /^main: echo hi\n$/, stderr: /^done\n$/ },
  { name: "exec carries standard input and its end", args: ["exec", "-i", "one", "--", "cat"], input: "to be echoed\n", stdout: /^main: cat\nto be echoed\n$/ },
  { name: "exec passes the exit code on", args: ["exec", "one", "--", "exit", "7"], code: 7, stderr: /command terminated with exit code 7/ },
  { name: "exec over SPDY carries standard input and its end", env: spdyOnly, args: ["exec", "-i", "one", "--", "cat"], input: "to be echoed\n", stdout: /^main: cat\nto be echoed\n$/ },
  { name: "exec over SPDY passes the exit code on", env: spdyOnly, args: ["exec", "one", "--", "exit", "7"], code: 7, stderr: /command terminated with exit code 7/ },
  { name: "attach streams what the container writes", args: ["attach", "one"], stdout: /attached/ },
];

for (const { name, args, input, env, code = 0, stdout, stderr } of cases) {
  test(`kubectl: ${name}`, async () => {
    const result = await kubectl(args, input, env);
    assert.equal(result.code, code, result.stderr);
    if (stdout !== undefined) assert.match(result.stdout, stdout);
    if (stderr !== undefined) assert.match(result.stderr, stderr);
  });
}

for (const [protocol, env] of [["WebSocket", {}], ["SPDY", spdyOnly]] as const) test(`kubectl: port-forward over ${protocol} carries bytes both ways`, async () => {
  const child = start(["port-forward", "pod/one", ":80"], env);
  try {
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const port = Number(/127\.0\.0\.1:(\d+) -> 80/.exec(line.toString())?.[1]);
    for (const word of ["hello", "again"]) {
      const socket = connect(port, "127.0.0.1");
      socket.write(word);
      const [echo] = (await once(socket, "data")) as [Buffer];
      assert.equal(echo.toString(), word.toUpperCase());
      socket.end();
    }
  } finally {
    child.kill();
    await once(child, "close");
  }
});
