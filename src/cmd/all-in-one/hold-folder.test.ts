import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { RealClock } from "../../base/real-clock.ts";
import { ClusterFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { holdFolder } from "./hold-folder.ts";

/** A process that holds the folder until it is killed. */
async function holder(folder: string): Promise<ReturnType<typeof spawn>> {
  const code = `
    import { holdFolder } from ${JSON.stringify(join(import.meta.dirname, "hold-folder.ts"))};
    import { RealClock } from ${JSON.stringify(join(import.meta.dirname, "../../base/real-clock.ts"))};
    await holdFolder(${JSON.stringify(folder)}, new RealClock());
    console.log("held");
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return child;
}

test("a folder is held by one process, under whatever name it is reached, until that process is gone", async () => {
  const parent = mkdtempSync(join(tmpdir(), "hold-"));
  const folder = join(parent, "data");
  mkdirSync(join(folder, "run"), { recursive: true });
  symlinkSync(folder, join(parent, "alias"));
  const first = await holder(folder);
  try {
    writeFileSync(foldersOf(folder).pidFile, String(first.pid));
    await assert.rejects(holdFolder(join(parent, "alias"), new RealClock()), (error: ClusterFailure) => error instanceof ClusterFailure && error.message.endsWith(`is in use by process ${first.pid}`));
    const gone = once(first, "exit");
    first.kill("SIGKILL");
    await holdFolder(folder, new RealClock()); // waits for the end of the one that was killed
    await gone;
  } finally {
    first.kill("SIGKILL");
    rmSync(parent, { recursive: true });
  }
});
