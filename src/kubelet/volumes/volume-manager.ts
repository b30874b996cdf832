import type { Clock, Timer } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Pod, Volume } from "../../api/types/core/v1.gen.ts";
import type { Resource } from "../../client/resource.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { ResourceTotals } from "../containers/resource-ref.ts";
import type { ObjectCache, ObjectRef } from "../objects/object-cache.ts";
import { requestToken } from "../objects/service-account-tokens.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";
import type { MountPort } from "../ports/mount-port.ts";
import type { VolumeContext, VolumePlugin } from "./contract.ts";
import { volumePlugins } from "./index.gen.ts";

/** A failed refresh is tried again after this. */
const retryRefreshMs = 10_000;

export interface VolumeManagerOptions {
  readonly rootFolder: string;
  readonly files: HostFiles;
  readonly mounts: MountPort;
  readonly transport: Transport;
  readonly objects: ObjectCache;
  readonly clock: Clock;
  readonly random: Random;
  readonly allocatable: () => ResourceTotals;
  /** A volume that was set up could not be brought up to date; the pod goes on with what it has. */
  readonly onRefreshError: (pod: Pod, volume: string, error: unknown) => void;
}

interface MountedPod {
  pod: Pod;
  readonly paths: ReadonlyMap<string, string>;
  readonly timers: Map<string, Timer>;
}

/** Why a pod's volumes could not be made, in the words of the FailedMount event. */
export class VolumeError extends Error {
  override readonly name = "VolumeError";
}

/** Makes the volumes of pods, keeps their content up to date and cleans up after them. */
export class VolumeManager {
  readonly #options: VolumeManagerOptions;
  readonly #mounted = new Map<string, MountedPod>();
  /** Containers of one pod that start together set its volumes up together. */
  readonly #settingUp = new Map<string, Promise<ReadonlyMap<string, string>>>();
  #memoryMounted: Promise<void> | undefined;
  /** When volumes want to be refreshed, by `<uid>/<volume>`. */
  readonly #due = new Map<string, number>();

  constructor(options: VolumeManagerOptions) {
    this.#options = options;
  }

  /** Sets up all volumes side by side and answers where each one lies on the host. Run again it does nothing. Throws VolumeError. */
  setUp(pod: Pod): Promise<ReadonlyMap<string, string>> {
    const uid = pod.metadata.uid ?? "";
    const known = this.#mounted.get(uid);
    if (known !== undefined) return Promise.resolve(known.paths);
    const running = this.#settingUp.get(uid);
    if (running !== undefined) return running;
    const fresh = this.#setUpAll(pod).finally(() => this.#settingUp.delete(uid));
    this.#settingUp.set(uid, fresh);
    return fresh;
  }

  async #setUpAll(pod: Pod): Promise<ReadonlyMap<string, string>> {
    const uid = pod.metadata.uid ?? "";
    const volumes = pod.spec.volumes ?? [];
    const timers = new Map<string, Timer>();
    const paths = await Promise.all(volumes.map((volume) => this.#setUpOne(pod, volume)));
    const mounted: MountedPod = { pod, paths: new Map(volumes.map((volume, index) => [volume.name, paths[index] ?? ""])), timers };
    this.#mounted.set(uid, mounted);
    for (const [name, when] of this.#due) if (name.startsWith(`${uid}/`)) this.#schedule(mounted, name.slice(uid.length + 1), when);
    return mounted.paths;
  }

  /** An object that these pods use changed. */
  refreshPods(podUids: readonly string[]): void {
    for (const uid of podUids) {
      const mounted = this.#mounted.get(uid);
      for (const volume of mounted?.pod.spec.volumes ?? []) if (mounted !== undefined) void this.#refresh(mounted, volume);
    }
  }

  /** The pod's labels or annotations may have changed. */
  updatePod(pod: Pod): void {
    const mounted = this.#mounted.get(pod.metadata.uid ?? "");
    if (mounted === undefined || mounted.pod === pod) return;
    const before = mounted.pod.metadata;
    // Tokens are kept with the spec that they were made for.
    mounted.pod = { ...pod, spec: mounted.pod.spec };
    if (deepEqual(before.labels, pod.metadata.labels) && deepEqual(before.annotations, pod.metadata.annotations)) return;
    for (const volume of pod.spec.volumes ?? []) if (volume.downwardAPI !== undefined || volume.projected !== undefined) void this.#refresh(mounted, volume);
  }

  /** Removes everything of a pod that is gone. Safe for a pod of an earlier life of this kubelet. */
  async tearDown(podUid: string): Promise<void> {
    const { files, mounts, rootFolder, objects } = this.#options;
    for (const timer of this.#mounted.get(podUid)?.timers.values() ?? []) timer.cancel();
    this.#mounted.delete(podUid);
    for (const key of this.#due.keys()) if (key.startsWith(`${podUid}/`)) this.#due.delete(key);
    objects.release(podUid);
    const folder = joinPath(rootFolder, "pods", podUid);
    await mounts.unmountBelow(folder); // volumes in memory, and what containers have mounted into volumes that they share with the host
    files.remove(folder);
    files.remove(joinPath(this.#memoryFolder, podUid));
  }

  /** How many volumes are set up, by their plugin. */
  countByPlugin(): ReadonlyMap<string, number> {
    return countVolumes([...this.#mounted.values()].map(({ pod }) => pod));
  }

  /** UIDs of the pods that have something on this node, on disk or in memory. */
  podUids(): string[] {
    const { files, rootFolder } = this.#options;
    return [...new Set([...files.list(joinPath(rootFolder, "pods")), ...files.list(this.#memoryFolder)])];
  }

  async #setUpOne(pod: Pod, volume: Volume): Promise<string> {
    try {
      const plugin = pluginOf(volume);
      const context = this.#context(pod, volume, plugin);
      return await plugin.setUp(context);
    } catch (error) {
      throw new VolumeError(`MountVolume.SetUp failed for volume "${volume.name}" : ${messageOf(error)}`, { cause: error });
    }
  }

  async #refresh(mounted: MountedPod, volume: Volume): Promise<void> {
    const plugin = pluginOf(volume);
    if (plugin.refresh === undefined) return;
    try {
      await plugin.refresh(this.#context(mounted.pod, volume, plugin));
      const due = this.#due.get(`${mounted.pod.metadata.uid}/${volume.name}`);
      if (due !== undefined) this.#schedule(mounted, volume.name, due);
    } catch (error) {
      this.#options.onRefreshError(mounted.pod, volume.name, error);
      this.#schedule(mounted, volume.name, this.#options.clock.now() + retryRefreshMs);
    }
  }

  #schedule(mounted: MountedPod, name: string, when: number): void {
    const uid = mounted.pod.metadata.uid ?? "";
    if (this.#mounted.get(uid) !== mounted) return;
    mounted.timers.get(name)?.cancel();
    const volume = mounted.pod.spec.volumes?.find((entry) => entry.name === name);
    if (volume === undefined) return;
    mounted.timers.set(name, this.#options.clock.setTimer(when - this.#options.clock.now(), () => void this.#refresh(mounted, volume)));
  }

  /** One file system in memory holds the secrets of all pods: a mount each would cost more than everything else of a pod's volumes. */
  get #memoryFolder(): string {
    return joinPath(this.#options.rootFolder, "memory");
  }

  #mountMemory(): Promise<void> {
    const { files, mounts } = this.#options;
    this.#memoryMounted ??= (async () => {
      files.makeFolder(this.#memoryFolder, 0o755);
      if (!mounts.isMounted(this.#memoryFolder)) await mounts.mountTmpfs(this.#memoryFolder, {});
      files.changeMode(this.#memoryFolder, 0o755);
    })().catch((error: unknown) => {
      this.#memoryMounted = undefined;
      throw error;
    });
    return this.#memoryMounted;
  }

  #context(pod: Pod, volume: Volume, plugin: VolumePlugin): VolumeContext {
    const { files, mounts, clock, random, transport, objects, rootFolder, allocatable } = this.#options;
    const uid = pod.metadata.uid ?? "";
    return {
      pod,
      volume,
      onDisk: () => {
        const parent = joinPath(rootFolder, "pods", uid, "volumes", plugin.name);
        files.makeFolder(parent, 0o750);
        return joinPath(parent, volume.name);
      },
      inMemory: async () => {
        await this.#mountMemory();
        const folder = joinPath(this.#memoryFolder, uid, plugin.name);
        files.makeFolder(folder, 0o755);
        return joinPath(folder, volume.name);
      },
      files,
      mounts,
      clock,
      random,
      allocatable: allocatable(),
      read: (ref) => objects.get(uid, ref),
      readOnce: (ref) => readOnce(transport, ref),
      token: (options) => requestToken(transport, pod, options),
      refreshAt: (when) => void this.#due.set(`${uid}/${volume.name}`, when),
    };
  }
}

const pluginsBySource = new Map<string, VolumePlugin>(volumePlugins.map((plugin) => [plugin.source, plugin]));

/** How many volumes these pods ask for, by the plugins' names as metrics write them. Of a kind that nobody serves there are none. */
export function countVolumes(pods: readonly Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const volume of pods.flatMap(({ spec }) => spec.volumes ?? [])) {
    const plugin = pluginsBySource.get(Object.keys(volume).find((key) => key !== "name") ?? "emptyDir");
    const name = plugin?.name.replace("~", "/");
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function pluginOf(volume: Volume): VolumePlugin {
  const source = Object.keys(volume).find((key) => key !== "name");
  const plugin = pluginsBySource.get(source ?? "emptyDir");
  if (plugin === undefined) throw new Error(`no volume plugin matched: this kubelet does not support ${source} volumes; it supports ${[...pluginsBySource.keys()].join(", ")}`);
  return plugin;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readOnce<T extends KubeObject>(transport: Transport, { resource, namespace, name }: ObjectRef<T>): Promise<T | undefined> {
  try {
    return await transport.request<T>({ verb: "get", resource: resource as unknown as Resource, ...(namespace === "" ? {} : { namespace }), name });
  } catch (error) {
    if (isStatus(error, "NotFound")) return undefined;
    throw error;
  }
}
