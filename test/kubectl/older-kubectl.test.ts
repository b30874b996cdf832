/** Stock kubectl of the releases before ours, over WebSocket and over SPDY, which they fall back to. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { olderKubectlPath, olderMinors } from "../../tools/kubectl/older.ts";
import { type Finished, firstLine, run, type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

const server = "mkdir /www; printf 'from the pod' > /www/index.html; exec httpd -f -p 8080 -h /www";
const manifest = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "box", labels: { app: "box" } },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "c", image: "busybox", command: ["sh", "-c", `echo started; ${server}`] }] },
});

const listener = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "ear" },
  spec: { terminationGracePeriodSeconds: 0, restartPolicy: "Never", containers: [{ name: "c", image: "busybox", stdin: true, stdinOnce: true, command: ["cat"] }] },
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
      assert.equal((await kubectl(["wait", "--for=condition=Ready", "pod/box", "--timeout=60s"])).stdout, "pod/box condition met\n");
      assert.match((await kubectl(["get", "pods"])).stdout, /^NAME +READY +STATUS +RESTARTS +AGE\nbox +1\/1 +Running +0 +[\dms]+\n$/);
      await untilItHolds(async () => assert.equal((await kubectl(["logs", "box"])).stdout, "started\n"));
      assert.match((await kubectl(["describe", "pod", "box"])).stdout, /^Name: +box\n/);
      assert.match((await kubectl(["explain", "pod.spec.containers"])).stdout, /^KIND: +Pod\n/);
    });

    for (const [transport, env] of Object.entries(transports)) {
      test(`exec over ${transport}: input, output, errors and the exit code`, async () => {
        const { code, stdout, stderr } = await kubectl(["exec", "-i", "box", "--", "sh", "-c", "cat; echo oops >&2; exit 7"], env, "sent in");
        assert.deepEqual({ code, stdout, stderr }, { code: 7, stdout: "sent in", stderr: "oops\ncommand terminated with exit code 7\n" });
      });

      test(`exec over ${transport}: much output and much input arrive whole`, async () => {
        const input = "0123456789abcdef".repeat(64 * 1024);
        const { stdout, code } = await kubectl(["exec", "-i", "box", "--", "sh", "-c", "cat | md5sum; head -c 1000000 /dev/zero | tr '\\0' x"], env, input);
        assert.equal(code, 0);
        const [sum = "", rest = ""] = stdout.split("\n");
        assert.equal(sum, `${createHash("md5").update(input).digest("hex")}  -`);
        assert.equal(rest.length, 1_000_000);
      });

      test(`attach over ${transport}: what is typed comes back, and the container's end is the session's`, async () => {
        await kubectl(["create", "-f", "-"], {}, listener);
        await kubectl(["wait", "--for=condition=Ready", "pod/ear", "--timeout=60s"]);
        const { code, stdout } = await kubectl(["attach", "-i", "ear", "-q"], env, "typed\n");
        assert.deepEqual([code, stdout], [0, "typed\n"]);
        await kubectl(["delete", "pod", "ear", "--now"]);
      });

      test(`run -i --rm over ${transport}: a container's exit code is kubectl's`, async () => {
        const { code, stdout } = await kubectl(["run", "once", "-i", "--rm", "-q", "--image=busybox", "--restart=Never", "--", "sh", "-c", "cat; exit 5"], env, "through\n");
        assert.equal(code, 5);
        assert.match(stdout, /^through\n/);
        assert.equal((await kubectl(["wait", "--for=delete", "pod/once", "--timeout=60s"])).code, 0);
      });

      test(`cp over ${transport} carries folders both ways`, async () => {
        const folder = mkdtempSync(join(tmpdir(), "wherry-older-"));
        try {
          mkdirSync(join(folder, "tree/deep"), { recursive: true });
          writeFileSync(join(folder, "tree/deep/leaf"), "x".repeat(300_000));
          assert.equal((await kubectl(["cp", join(folder, "tree"), "box:/tmp/tree"], env)).code, 0);
          assert.equal((await kubectl(["cp", "box:/tmp/tree", join(folder, "back")], env)).code, 0);
          assert.equal(readFileSync(join(folder, "back/deep/leaf"), "utf8").length, 300_000);
        } finally {
          rmSync(folder, { recursive: true });
          await kubectl(["exec", "box", "--", "rm", "-r", "/tmp/tree"]);
        }
      });

      test(`logs -f over ${transport} follows to the end`, async () => {
        await kubectl(["run", "counting", "--image=busybox", "--restart=Never", "--", "sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.1; done"], env);
        await kubectl(["wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/counting", "--timeout=60s"], env);
        assert.equal((await kubectl(["logs", "-f", "counting"], env)).stdout, "1\n2\n3\n");
        await kubectl(["delete", "pod", "counting", "--now"]);
      });

      test(`port-forward over ${transport} carries bytes both ways`, async () => {
        const child = spawn(program, ["port-forward", "pod/box", ":8080"], { env: { ...process.env, ...environment(env) }, stdio: ["ignore", "pipe", "inherit"] });
        const closed = once(child, "close");
        try {
          const line = await firstLine(child.stdout);
          const port = /^Forwarding from 127\.0\.0\.1:(\d+) -> 8080$/.exec(line)?.[1];
          await untilItHolds(async () => assert.equal((await kubectl(["exec", "box", "--", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"])).stdout, "from the pod"));
          assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "from the pod");
        } finally {
          child.kill();
          await closed;
        }
      });
    }

    test("a client without the newest columns still prints every table it gets", async () => {
      assert.match((await kubectl(["get", "nodes", "-o", "wide"])).stdout, /^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\n/);
      assert.equal((await kubectl(["patch", "pod", "box", "-p", '{"metadata":{"labels":{"x":"y"}}}'])).stdout, "pod/box patched\n");
      assert.equal((await kubectl(["label", "pod", "box", "x-"])).stdout, "pod/box unlabeled\n");
      assert.match((await kubectl(["api-resources", "--api-group=batch", "-o", "name"])).stdout, /^cronjobs\.batch\njobs\.batch\n$/);
    });

    test("deletes what it applied", async () => assert.match((await kubectl(["delete", "pod", "box", "--now"])).stdout, /^pod "box" deleted/));
  });
}
