import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./cluster.ts";

/** What a cluster could leave on a machine, kind by kind; every list is empty after `down`. */
export interface Leftovers {
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly links: readonly string[];
  readonly namespaces: readonly string[];
  readonly tables: readonly string[];
  readonly cgroups: readonly string[];
}

/** Everything on this machine that names the cluster's folder, as processes and mounts do, or its name, as the rest does. */
export async function leftoversOf({ name, dataDir }: { name: string; dataDir: string }): Promise<Leftovers> {
  const links = (await run("ip", ["-o", "link"])).stdout.split("\n");
  const tables = (await run("nft", ["list", "tables"])).stdout.split("\n");
  return {
    processes: processesNaming(dataDir),
    mounts: readFileSync("/proc/self/mountinfo", "utf8").split("\n").filter((line) => line.includes(dataDir)),
    links: links.filter((line) => mentions(line, name)),
    namespaces: existsSync("/run/netns") ? readdirSync("/run/netns").filter((entry) => mentions(entry, name)) : [],
    tables: tables.filter((line) => mentions(line, name)),
    cgroups: cgroupsNaming(name),
  };
}

export const nothing: Leftovers = { processes: [], mounts: [], links: [], namespaces: [], tables: [], cgroups: [] };

function processesNaming(text: string): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ").trim();
        return line.includes(text) ? [`${pid} ${line}`] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

function cgroupsNaming(name: string): string[] {
  const found: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const path = join(folder, entry.name);
      if (mentions(entry.name, name)) found.push(path);
      else if (depth > 0) walk(path, depth - 1);
    }
  };
  walk("/sys/fs/cgroup", 3);
  return found;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?:^|[^a-z0-9])(?:wh?-?)?(?:wherry-)?${name}(?:[^a-z0-9]|$)`).test(text);
}
