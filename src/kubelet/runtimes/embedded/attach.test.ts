import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { SystemRandom } from "../../../base/system-random.ts";
import { aContainerConfig, aSandboxConfig } from "../../cri/builders.ts";
import { createEmbeddedRuntime } from "./index.ts";
import { layoutOf } from "./layout.ts";
import { systemCall } from "./linux/libc.ts";
import { probeHost } from "./probe.ts";
import { tearDown } from "./teardown.ts";

const { ok, missing } = probeHost();
const skip = ok ? false : `this machine lacks ${missing.map(({ what }) => what).join(", ")}`;
const signalThread = systemCall<[number, number, number]>("int tgkill(int process, int thread, int signal)");

/** A child's end, as each thread of this process may be told of it. */
function signalEveryThread(): void {
  for (const thread of readdirSync("/proc/self/task")) signalThread(process.pid, Number(thread), constants.signals.SIGCHLD);
}

test("an attached client hears on while signals arrive, on whichever thread", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-attach-`);
  const options = { clock: new RealClock(), random: new SystemRandom(), clusterName: `at-${process.pid}`, dataDir: `${folder}/data`, runDir: `${folder}/run`, podCidr: `10.192.${process.pid % 256}.0/24`, bridgeName: `wa${process.pid}` };
  const keepAlive = setInterval(() => {}, 60_000);
  const child = spawn("sleep", ["3600"]); // while Node has a child it minds SIGCHLD, and system calls notice it
  try {
    const { runtime, images, teardown } = await createEmbeddedRuntime(options);
    await images.load((async function* () {
      yield buildBusybox();
    })());
    const pod = aSandboxConfig({ name: "attached", logDirectory: `${folder}/logs` });
    const { id: sandbox } = await runtime.runPodSandbox(pod);
    const { id } = await runtime.createContainer(sandbox, aContainerConfig(["cat"], { stdin: true, stdinOnce: true }), pod);
    await runtime.startContainer(id);
    let heard = "";
    const stdin = (async function* () {
      for (let round = 0; round < 20; round++) {
        yield new TextEncoder().encode(`${round}\n`);
        for (const end = Date.now() + 60_000; !heard.endsWith(`${round}\n`) && Date.now() < end; ) await sleep(5);
        signalEveryThread();
      }
    })();
    await runtime.attach(id, { tty: false }, { stdin, stdout: async (chunk) => void (heard += new TextDecoder().decode(chunk)), stderr: async () => {} }, new AbortController().signal);
    assert.equal(heard, Array.from({ length: 20 }, (_, round) => `${round}\n`).join(""));
    await teardown();
  } finally {
    await tearDown({ layout: layoutOf(options), bridge: options.bridgeName });
    clearInterval(keepAlive);
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});
