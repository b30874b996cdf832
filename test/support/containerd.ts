import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { dockerArchive, TAR_END, tarEntry } from "../../tools/images/tar-writer.ts";
import { containerdPackages, ensureDebianPackages } from "../../tools/setup/debian.ts";

/** A containerd of a test's own: nothing of it is where another one would look. */
export interface TestContainerd {
  readonly folder: string;
  readonly socketPath: string;
  /** Kills the daemon, as a crash would: containers go on. */
  halt(): Promise<void>;
  /** Starts it again after `halt`. */
  resume(): Promise<void>;
  /** Ends it and removes what it and its network left on this machine; answers what could not be removed. */
  stop(): Promise<readonly string[]>;
}

export interface TestContainerdOptions {
  /** At most 12 lower-case letters and digits; part of the names of its folder and bridge. */
  readonly name: string;
  /** A range that nothing else on this machine uses, e.g. `10.198.7.0/24`. */
  readonly podCidr: string;
}

export const whyNoContainerd = process.getuid?.() === 0 ? undefined : "containerd needs root";

const startTimeoutMs = 60_000;
/** What containerd's shims may take to end after their containers. */
const endTimeoutMs = 30_000;
/** Folders that containerd, its shims and its network plug-ins make at fixed places; taken away again where they were not there and are empty. */
const fixedFolders = ["/run/containerd/s", "/run/containerd/runc/k8s.io", "/run/containerd/runc", "/run/containerd", "/var/lib/cni/results", "/var/lib/cni"];
const pauseName = "wherry.test/pause:1";

/** Installs Debian's containerd where it is missing, and starts one with a folder, socket, bridge and pod range of its own. */
export async function startContainerd({ name, podCidr }: TestContainerdOptions): Promise<TestContainerd> {
  installContainerd();
  const folder = mkdtempSync(join(tmpdir(), `wherry-${name}-`));
  const [bridge, socketPath, logPath] = [`ct-${name}`, join(folder, "containerd.sock"), join(folder, "containerd.log")];
  mkdirSync(join(folder, "cni"));
  writeFileSync(join(folder, "cni", "10-bridge.conflist"), networkConfig({ name, bridge, podCidr, folder }));
  writeFileSync(join(folder, "config.toml"), settings(folder, socketPath));
  const newFolders = fixedFolders.filter((path) => !existsSync(path));
  const log = openSync(logPath, "a");
  let daemon: Daemon | undefined;
  const resume = async (): Promise<void> => {
    daemon = startDaemon(folder, log);
    await answers(socketPath, daemon);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    daemon?.child.kill(signal);
    await daemon?.exited;
  };
  const stop = async (): Promise<readonly string[]> => {
    await end("SIGTERM");
    closeSync(log);
    if (existsSync(`/sys/class/net/${bridge}`)) execFileSync("ip", ["link", "delete", bridge]);
    for (const path of newFolders) removeIfEmpty(path);
    let left = leftoversOfContainerd(folder, bridge);
    for (const until = Date.now() + endTimeoutMs; left.length > 0 && Date.now() < until; await pause(100)) left = leftoversOfContainerd(folder, bridge);
    if (left.length === 0) rmSync(folder, { recursive: true, force: true });
    return left;
  };
  try {
    await resume();
    execFileSync("ctr", ["--address", socketPath, "--namespace", "k8s.io", "images", "import", "-"], { input: pauseImage(), stdio: ["pipe", "ignore", "inherit"] });
  } catch (cause) {
    const said = readFileSync(logPath, "utf8").slice(-2_000);
    await stop();
    throw new Error(`containerd did not start; the end of its log:\n${said}`, { cause });
  }
  return { folder, socketPath, halt: () => end("SIGKILL"), resume, stop };
}

interface Daemon {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
}

function startDaemon(folder: string, log: number): Daemon {
  const child = spawn("containerd", ["--config", join(folder, "config.toml")], { stdio: ["ignore", log, log], cwd: folder });
  return { child, exited: new Promise((resolve) => child.once("exit", () => resolve())) };
}

/** Debian's package starts a service where systemd runs. Tests have a containerd of their own, so one that came with them is stopped. */
function installContainerd(): void {
  const wasThere = existsSync("/usr/bin/containerd");
  ensureDebianPackages(containerdPackages);
  if (!wasThere && existsSync("/run/systemd/system")) execFileSync("systemctl", ["disable", "--now", "containerd"], { stdio: "ignore" });
}

/** What of a containerd is still on this machine: processes and mounts that name its folder, and its bridge. */
function leftoversOfContainerd(folder: string, bridge: string): string[] {
  const processes = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && commandLine(entry).includes(folder));
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n").filter((line) => line.includes(folder));
  const links = existsSync(`/sys/class/net/${bridge}`) ? [bridge] : [];
  return [...processes.map((pid) => `process ${pid}: ${commandLine(pid)}`), ...mounts, ...links];
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it has ended meanwhile
  }
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

async function answers(socketPath: string, { child }: Daemon): Promise<void> {
  for (const until = Date.now() + startTimeoutMs; child.exitCode === null && Date.now() < until; await pause(20)) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(socketPath, () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (connected) return;
  }
  throw new Error(`${socketPath} does not answer`);
}

/** The sandbox's process only has to be there until it is killed. */
function pauseImage(): Buffer {
  const layer = Buffer.concat([tarEntry("busybox", readFileSync("/bin/busybox"), 0o755), TAR_END]);
  return dockerArchive({ name: pauseName, layers: [layer], config: { Entrypoint: ["/busybox", "sleep", "2147483647"] } });
}

/** No masquerading and no host ports: those plug-ins leave chains of iptables behind. */
function networkConfig({ name, bridge, podCidr, folder }: TestContainerdOptions & { readonly bridge: string; readonly folder: string }): string {
  const ipam = { type: "host-local", ranges: [[{ subnet: podCidr }]], routes: [{ dst: "0.0.0.0/0" }], dataDir: join(folder, "addresses") };
  return JSON.stringify({ cniVersion: "1.0.0", name: `ct-${name}`, plugins: [{ type: "bridge", bridge, isGateway: true, hairpinMode: true, ipam }] });
}

function settings(folder: string, socketPath: string): string {
  return `
version = 2
root = "${folder}/root"
state = "${folder}/state"
[grpc]
  address = "${socketPath}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseName}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
`;
}
