import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Clock, Millis } from "../../base/clock.ts";
import { ClusterFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";

/** A cluster's process that was killed or told to stop may take this long to be gone. */
const patienceMs: Millis = 5_000;

/**
 * Makes this process the only one that works on the data folder, as long as it lives: two would take each other's
 * containers for leftovers. What holds it is a name of the kernel's that ends with the process, so a killed one leaves
 * nothing to clear away. Fails after 5 s when another process stays.
 */
export async function holdFolder(dataDir: string, clock: Clock): Promise<void> {
  const name = `\0wherry-${createHash("sha256").update(realpathSync(dataDir)).digest("hex")}`;
  const deadline = clock.now() + patienceMs;
  while (!(await listenOn(name))) {
    const leftMs = deadline - clock.now();
    if (leftMs > 0 && (await endsWithin(name, leftMs, clock))) continue;
    throw new ClusterFailure(`${dataDir} is in use by ${holderOf(dataDir)}`, `use the cluster that runs there, stop it with "wherry down --data-dir ${dataDir}", or choose another folder with --data-dir`);
  }
}

/** Who connects waits for the end of this process, which the kernel tells by closing the connection. */
function listenOn(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer((waiting) => waiting.on("error", () => {}).unref());
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen(name, () => {
      server.unref();
      resolve(true);
    });
  });
}

function endsWithin(name: string, timeoutMs: Millis, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const holder = connect(name).on("error", () => {}).on("close", () => settle(true));
    const timer = clock.setTimer(timeoutMs, () => settle(false));
    const settle = (ended: boolean): void => {
      timer.cancel();
      holder.destroy();
      resolve(ended);
    };
  });
}

function holderOf(dataDir: string): string {
  try {
    return `process ${readFileSync(foldersOf(dataDir).pidFile, "utf8")}`;
  } catch {
    return "another process";
  }
}
