/** Stock kubectl of the releases before ours, over WebSocket and over SPDY, which they fall back to. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { olderKubectlPath, olderMinors } from "../../tools/kubectl/older.ts";
import { type Finished, run, type TestCluster, testCluster } from "../support/cluster.ts";

const server = "while true; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\nfrom the pod' | nc -l -p 8080; done";
const manifest = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "box", labels: { app: "box" } },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "c", image: "busybox", command: ["sh", "-c", `echo started; ${server}`] }] },
});

const transports = {
  WebSocket: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "true", KUBECTL_PORT_FORWARD_WEBSOCKETS: "true" },
  SPDY: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false", KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" },
};

let cluster: TestCluster | undefined;
before(async () => {
  cluster = await testCluster({ name: "older", images: ["busybox"] });
});
after(() => cluster?.dispose());

for (const minor of olderMinors) {
  describe(`kubectl 1.${minor}`, { concurrency: 1 }, () => {
    let program = "";
    const environment = (more: Readonly<Record<string, string>> = {}) => ({ KUBECONFIG: cluster?.kubeconfig ?? "", ...more });
    const kubectl = (args: readonly string[], env?: Readonly<Record<string, string>>, input?: string): Promise<Finished> =>
      run(program, args, { env: environment(env), ...(input === undefined ? {} : { input }) });
    before(() => {
      program = olderKubectlPath(minor);
    });

    test("is of its release", async () => assert.match((await kubectl(["version"])).stdout, new RegExp(`^Client Version: v1\\.${minor}\\.`)));

    test("applies, gets, reads logs and deletes", async () => {
      assert.equal((await kubectl(["apply", "-f", "-"], {}, manifest)).stdout, "pod/box created\n");
      assert.equal((await kubectl(["apply", "-f", "-"], {}, manifest)).stdout, "pod/box unchanged\n");
      assert.equal((await kubectl(["wait", "--for=condition=Ready", "pod/box", "--timeout=30s"])).stdout, "pod/box condition met\n");
      assert.match((await kubectl(["get", "pods"])).stdout, /^NAME +READY +STATUS +RESTARTS +AGE\nbox +1\/1 +Running +0 +\d+s\n$/);
      assert.match((await kubectl(["logs", "box"])).stdout, /^started\n/);
      assert.match((await kubectl(["describe", "pod", "box"])).stdout, /^Name: +box\n/);
      assert.match((await kubectl(["explain", "pod.spec.containers"])).stdout, /^KIND: +Pod\n/);
    });

    for (const [transport, env] of Object.entries(transports)) {
      test(`exec over ${transport}: input, output, errors and the exit code`, async () => {
        const { code, stdout, stderr } = await kubectl(["exec", "-i", "box", "--", "sh", "-c", "cat; echo oops >&2; exit 7"], env, "sent in");
        assert.deepEqual({ code, stdout, stderr }, { code: 7, stdout: "sent in", stderr: "oops\ncommand terminated with exit code 7\n" });
      });

      test(`port-forward over ${transport} carries bytes both ways`, async () => {
        const child = spawn(program, ["port-forward", "pod/box", ":8080"], { env: { ...process.env, ...environment(env) }, stdio: ["ignore", "pipe", "inherit"] });
        const closed = once(child, "close");
        try {
          const [line] = (await once(createInterface(child.stdout), "line")) as [string];
          const port = /^Forwarding from 127\.0\.0\.1:(\d+) -> 8080$/.exec(line)?.[1];
          assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "from the pod");
        } finally {
          child.kill();
          await closed;
        }
      });
    }

    test("deletes what it applied", async () => assert.match((await kubectl(["delete", "pod", "box", "--now"])).stdout, /^pod "box" deleted/));
  });
}
