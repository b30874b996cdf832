import { readFileSync } from "node:fs";
import { NEEDED_CONTROLLERS, probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { findProgram, installCommand, type Program, programPackages } from "./programs.ts";

/** Something that this machine lacks for real containers. */
export interface Missing {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export interface HostProbe {
  readonly ok: boolean;
  readonly missing: readonly Missing[];
}

/** Looks whether this machine can run containers, without changing anything. Takes about a millisecond. */
export function probeHost(): HostProbe {
  const missing: Missing[] = [];
  if (process.getuid?.() !== 0) missing.push({ what: "root", why: "containers need namespaces, mounts and cgroups", fix: "run it with sudo" });
  const absent = (Object.keys(programPackages) as Program[]).filter((program) => findProgram(program) === undefined);
  if (absent.length > 0) missing.push({ what: absent.join(", "), why: "these programs run and connect containers", fix: installCommand(absent) });
  if (!/\boverlay\b/.test(readFileSync("/proc/filesystems", "utf8"))) missing.push({ what: "overlayfs", why: "images are stacked with it", fix: "modprobe overlay" });
  const cgroups = probeCgroups();
  if (cgroups === undefined) missing.push({ what: "cgroups", why: "limits and the end of containers go by them", fix: "mount -t cgroup2 cgroup2 /sys/fs/cgroup" });
  else if (cgroups.version === 1) {
    const absentControllers = NEEDED_CONTROLLERS.filter((name) => !cgroups.hierarchies.some((path) => path.split("/").pop()?.split(",").includes(name)));
    if (absentControllers.length > 0) missing.push({ what: `cgroup controllers ${absentControllers.join(", ")}`, why: "limits go by them", fix: "mount them below /sys/fs/cgroup or boot with cgroup v2" });
  }
  return { ok: missing.length === 0, missing };
}
