import { spawnSync } from "node:child_process";

/** What a cluster with real containers needs from Debian. Source: docs/requirements.md. */
export const runtimePackages = ["crun", "conmon", "nftables", "iproute2"] as const;

/** What building images without a registry needs besides. */
export const imagePackages = ["mmdebstrap", "busybox-static"] as const;

/** What a containerd of a test needs besides: the runtime that Debian brings with it, and the plug-ins of its network. */
export const containerdPackages = ["containerd", "runc", "containernetworking-plugins", "iproute2", "busybox-static"] as const;

function installed(name: string): boolean {
  const { status, stdout } = spawnSync("dpkg-query", ["-W", "-f=${db:Status-Abbrev}", name], { encoding: "utf8" });
  return status === 0 && stdout.startsWith("ii");
}

/** Installs the packages that are missing and says so. Throws, with the line to type, when it may not or cannot. */
export function ensureDebianPackages(names: readonly string[]): void {
  const missing = names.filter((name) => !installed(name));
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) throw new Error(`these Debian packages are missing: ${missing.join(", ")}; type: sudo ${line}`);
  process.stderr.write(`wherry: installing Debian packages: ${missing.join(" ")}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (command: string, args: readonly string[]): number => spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env }).status ?? 1;
  const install = ["-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq", "--no-install-recommends", ...missing];
  if (run("apt-get", install) === 0) return;
  run("apt-get", ["update", "-qq"]); // a new machine has no package lists yet
  if (run("apt-get", install) !== 0) throw new Error(`could not install Debian packages: see apt-get's messages above; type: ${line}`);
}
