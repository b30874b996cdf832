import { spawn } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { type Layout, sandboxPaths } from "../layout.ts";
import { startProgram, waitFor } from "../linux/posix-spawn.ts";
import { identify } from "../linux/process-identity.ts";
import type { ProcessIdentity, SandboxRecord } from "../records.ts";
import { idMappings } from "../spec/user-mapping.ts";
import { crunArguments } from "./conmon.ts";
import { pauseProgram } from "./pause.ts";
import { nothing } from "./spawn.ts";

/** Where programs and their libraries lie. Without the last ones, where they are links into the first. */
const programFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib64"];

/**
 * As `startPause`, in the pod's user namespace, which has to own the process namespace too, or no /proc can be mounted for
 * it. Whoever may look into the process sees its root, so it has one of its own that holds programs and nothing else. It is
 * a container without a conmon: crun knows it by the sandbox's id, nobody waits for its end.
 */
export async function startMappedPause({ layout, record, cgroup }: { readonly layout: Layout; readonly record: SandboxRecord; readonly cgroup: string }): Promise<ProcessIdentity> {
  const paths = sandboxPaths(layout, record.id);
  const bundle = `${paths.folder}/pause`;
  mkdirSync(`${bundle}/root/dev`, { recursive: true });
  const mounts = programFolders.filter((folder) => existsSync(folder)).flatMap((folder) => mountOrLink(folder, `${bundle}/root`));
  const mappings = idMappings(record.firstHostId ?? 0);
  const namespaces = [{ type: "user", path: paths.user }, { type: "ipc", path: paths.ipc }, { type: "network", path: paths.net }, { type: "uts", path: paths.uts }, { type: "pid" }, { type: "mount" }];
  const none = { bounding: [], effective: [], permitted: [] };
  writeFileSync(`${bundle}/config.json`, JSON.stringify({
    ociVersion: "1.0.2",
    process: { user: { uid: 0, gid: 0 }, args: pauseProgram(), env: ["PATH=/usr/bin:/bin"], cwd: "/", capabilities: none, noNewPrivileges: true },
    root: { path: "root", readonly: true },
    mounts: [{ destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "noexec", "mode=755", "size=64k"] }, ...mounts],
    linux: { namespaces, uidMappings: mappings, gidMappings: mappings, cgroupsPath: `${cgroup}/pause` },
  }));
  const log = `${bundle}/log`;
  const args = [...crunArguments(layout), "--log", log, "run", "--detach", "--bundle", bundle, "--pid-file", `${bundle}/pid`, record.id];
  const exitCode = await new Promise<number | null>((resolve, reject) => void spawn("crun", args, { stdio: "ignore" }).on("error", reject).on("close", resolve));
  const identity = exitCode === 0 ? identify(Number(readFileSync(`${bundle}/pid`, "utf8"))) : undefined;
  if (identity === undefined) throw new Error(`cannot start the first process of the pod's process namespace: ${existsSync(log) ? readFileSync(log, "utf8").trim() : `crun ended with exit code ${exitCode}`}`);
  return identity;
}

/** Ends it, and with it everything in its namespace. Nothing to end is no error. */
export function endMappedPause(layout: Layout, sandboxId: string): void {
  if (!existsSync(`${layout.crunRoot}/${sandboxId}`)) return;
  waitFor(startProgram("crun", [...crunArguments(layout), "delete", "--force", sandboxId], [nothing, nothing, nothing]));
}

function mountOrLink(folder: string, root: string): object[] {
  if (lstatSync(folder).isSymbolicLink()) {
    symlinkSync(readlinkSync(folder), `${root}${folder}`);
    return [];
  }
  mkdirSync(`${root}${folder}`);
  return [{ destination: folder, source: folder, type: "bind", options: ["bind", "rprivate", "ro", "nosuid", "nodev"] }];
}
