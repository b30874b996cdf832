import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { detach, MS, mount, mountOverlay } from "../../src/kubelet/runtimes/embedded/linux/mounts.ts";

/**
 * What one container costs with nothing of a cluster around it: overlay mount, conmon, crun create and start, exit
 * seen. It is the physical limit that the runtime is measured against. Must run in a private mount namespace.
 */
export class BareContainers {
  readonly #folder: string;
  readonly #exits = new Map<string, () => void>();
  readonly #close: () => void;
  #last = 0;

  constructor(folder: string) {
    this.#folder = folder;
    for (const name of ["layer/bin", "layer/proc", "layer/sys", "layer/dev", "exits", "crun", "bundles"]) mkdirSync(`${folder}/${name}`, { recursive: true });
    cpSync("/bin/busybox", `${folder}/layer/bin/busybox`, { dereference: true });
    symlinkSync("busybox", `${folder}/layer/bin/true`);
    const watcher = watch(`${folder}/exits`, (_change, file) => this.#exits.get(file ?? "")?.());
    this.#close = () => watcher.close();
  }

  /** Runs `true` on the host's network and answers the milliseconds from the first call to the exit seen. */
  async run(): Promise<number> {
    const started = performance.now();
    const { id, bundle, exited } = await this.#start(["/bin/true"]);
    await exited;
    const tookMs = performance.now() - started;
    await this.#remove(id, bundle);
    return tookMs;
  }

  /** Milliseconds of each of `count` commands `true` in one running container. */
  async execTimes(count: number): Promise<number[]> {
    const { id, bundle, exited } = await this.#start(["/bin/busybox", "sleep", "100000"]);
    const times: number[] = [];
    for (let done = 0; done < count; done++) {
      const started = performance.now();
      await this.#crun("exec", id, "/bin/true");
      times.push(performance.now() - started);
    }
    await this.#crun("kill", id, "KILL");
    await exited;
    await this.#remove(id, bundle);
    return times;
  }

  async #start(args: readonly string[]): Promise<{ readonly id: string; readonly bundle: string; readonly exited: Promise<void> }> {
    const id = `bare${++this.#last}`;
    const bundle = `${this.#folder}/bundles/${id}`;
    for (const name of ["upper", "work", "rootfs"]) mkdirSync(`${bundle}/${name}`, { recursive: true });
    mountOverlay({ layersFolder: this.#folder, layers: ["layer"], upper: `${bundle}/upper`, work: `${bundle}/work`, target: `${bundle}/rootfs` });
    writeFileSync(`${bundle}/config.json`, JSON.stringify({ ...SPEC, process: { ...SPEC.process, args } }));
    const exited = new Promise<void>((resolve) => this.#exits.set(id, resolve));
    await this.#conmon(id, bundle);
    await this.#crun("start", id);
    return { id, bundle, exited };
  }

  async #remove(id: string, bundle: string): Promise<void> {
    this.#exits.delete(id);
    await this.#crun("delete", id);
    detach(`${bundle}/rootfs`);
    rmSync(bundle, { recursive: true, force: true });
  }

  close(): void {
    this.#close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #conmon(id: string, bundle: string): Promise<void> {
    const runtimeArguments = ["--root", `${this.#folder}/crun`, "--cgroup-manager", "cgroupfs"].flatMap((argument) => ["--runtime-arg", argument]);
    const child = spawn("conmon", [
      "--api-version", "1", "-c", id, "-u", id, "-n", id, "-r", "/usr/bin/crun", "-b", bundle, "-p", `${bundle}/pid`, "-P", `${bundle}/conmon.pid`,
      "-l", `k8s-file:${bundle}/log`, "--exit-dir", `${this.#folder}/exits`, "--persist-dir", bundle, "--full-attach", "--no-sync-log", ...runtimeArguments,
    ], { cwd: bundle, stdio: ["ignore", "ignore", "ignore", "pipe"], env: { ...process.env, _OCI_SYNCPIPE: "3" } });
    const sync = child.stdio[3] as Socket;
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      sync.once("data", (text) => {
        sync.destroy();
        if (/"data":\s*[1-9]/.test(`${text}`)) resolve();
        else reject(new Error(`conmon could not create the container: ${text}`));
      });
    });
  }

  #crun(...args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn("crun", ["--root", `${this.#folder}/crun`, "--cgroup-manager", "cgroupfs", ...args], { stdio: "ignore" });
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`crun ${args.join(" ")} ended with ${code}`))));
    });
  }
}

/** crun's own example configuration, on the host's network and without a terminal. */
const SPEC = hostNetworkSpec();

function hostNetworkSpec(): { process: object } {
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  execFileSync("crun", ["spec"], { cwd: folder });
  const spec = JSON.parse(readFileSync(`${folder}/config.json`, "utf8"));
  rmSync(folder, { recursive: true });
  spec.process.terminal = false;
  spec.linux.namespaces = spec.linux.namespaces.filter(({ type }: { type: string }) => type !== "network");
  return spec;
}

/** Keeps this process' mounts from its parent and takes away a v2 tree beside v1, which crun refuses. */
export function usePrivateMounts(mixedUnified: string | undefined): void {
  mount({ source: "none", target: "/", flags: MS.REC | MS.PRIVATE });
  if (mixedUnified !== undefined) detach(mixedUnified);
}
