import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadClusterPki } from "../../../src/server/pki/cluster-pki.ts";
import type { Target } from "../load/contract.ts";
import type { BareServerOptions } from "./main.ts";

const program = fileURLToPath(new URL("main.ts", import.meta.url));

export interface BareServer {
  readonly target: Target;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}

/** Starts the bare server in a process of its own, with certificates like a cluster's. */
export async function startBareServer(): Promise<BareServer> {
  const folder = mkdtempSync(join(tmpdir(), "wherry-bare-server-"));
  const { ca, serving, admin } = loadClusterPki({ folder: join(folder, "pki"), now: Date.now() });
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], { stdio: ["pipe", "pipe", "inherit"] });
  const options: BareServerOptions = { certificate: serving.certificate, key: serving.key, clientCa: ca.certificate, database: join(folder, "bare.db") };
  child.stdin.end(JSON.stringify(options));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    target: { url: `https://127.0.0.1:${line.toString().trim()}`, ca: ca.certificate, certificate: admin.certificate, key: admin.key },
    async close() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
