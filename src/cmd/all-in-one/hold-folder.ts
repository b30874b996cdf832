import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { Clock, Millis } from "../../base/clock.ts";
import { ClusterFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";

/** A cluster's process that was killed or told to stop may take this long to be gone. */
const patienceMs: Millis = 5_000;
const retryMs: Millis = 50;

/**
 * Makes this process the only one that works on the data folder, as long as it lives: two would take each other's
 * containers for leftovers. What holds it is a name of the kernel's that ends with the process, so a killed one leaves
 * nothing to clear away. Fails after 5 s when another process stays.
 */
export async function holdFolder(dataDir: string, clock: Clock): Promise<void> {
  const name = `\0wherry-${createHash("sha256").update(realpathSync(dataDir)).digest("hex")}`;
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += retryMs) {
    const holder = await listenOn(name);
    if (holder !== undefined) {
      holder.unref();
      return;
    }
    await clock.sleep(retryMs);
  }
  throw new ClusterFailure(`${dataDir} is in use by ${holderOf(dataDir)}`, `use the cluster that runs there, stop it with "wherry down --data-dir ${dataDir}", or choose another folder with --data-dir`);
}

function listenOn(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((caller) => caller.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}

function holderOf(dataDir: string): string {
  try {
    return `process ${readFileSync(foldersOf(dataDir).pidFile, "utf8")}`;
  } catch {
    return "another process";
  }
}
