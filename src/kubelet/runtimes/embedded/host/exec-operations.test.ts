import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { bundlePaths, layoutOf } from "../layout.ts";
import { execCollect, execKill, execStream } from "./exec-operations.ts";

/** A crun that takes half a second to say which process the command is, and then ends with it as crun does. */
const slowCrun = `#!/bin/sh
while [ "$1" != --pid-file ]; do shift; done
sleep 3600 &
echo $! > "$2.real"
sleep 0.5
: > "$2"
sleep 0.1
echo $! > "$2"
wait $!
`;

const folder = mkdtempSync(`${tmpdir()}/exec-operations-`);
const layout = { ...layoutOf({ clusterName: "none", dataDir: `${folder}/data`, runDir: folder }), crunProgram: `${folder}/crun` };
writeFileSync(layout.crunProgram, slowCrun);
chmodSync(layout.crunProgram, 0o755);
const { bundle, config } = bundlePaths(layout, "box");
mkdirSync(bundle, { recursive: true });
writeFileSync(config, JSON.stringify({ process: { env: [], user: { uid: 0, gid: 0 } }, linux: {} }));
after(() => rmSync(folder, { recursive: true }));

/** Waits until the command of that id does not run any more; it is told of before the pid file says so. */
async function untilEnded(execId: string): Promise<void> {
  const pid = readFileSync(`${bundle}/exec-${execId}.pid.real`, "utf8").trim();
  const runs = (): boolean => {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false; // it is gone
    }
  };
  while (runs()) await sleep(10);
}

test("a command whose time is over before crun has said which process it is is killed all the same", { timeout: 60_000 }, async () => {
  const { timedOut } = await execCollect({ layout, containerId: "box", execId: "late", command: ["sleep", "3600"], timeoutMs: 50 });
  assert.equal(timedOut, true);
  await untilEnded("late");
});

test("so is one whose client goes away that early", { timeout: 60_000 }, async () => {
  const target = { layout, containerId: "box", execId: "left" };
  const finished = execStream({ ...target, command: ["sleep", "3600"], stdio: [] });
  await execKill(target);
  await finished;
  await untilEnded("left");
});
