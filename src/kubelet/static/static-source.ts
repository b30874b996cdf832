import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import type { Clock } from "../../base/clock.ts";
import type { Transport } from "../../client/transport.ts";
import type { RuntimeService } from "../cri/contract.ts";
import type { HostFiles } from "../ports/host-files.ts";
import type { PodStatuses } from "../status/contract.ts";
import { endPredecessors } from "./end-predecessors.ts";
import { ManifestFolder } from "./manifest-folder.ts";
import { MirrorPods } from "./mirror-pods.ts";
import { MirrorStatuses } from "./mirror-statuses.ts";
import { StaticPods } from "./static-pods.ts";

export interface StaticSourceOptions {
  readonly transport: Transport;
  readonly runtime: RuntimeService;
  readonly clock: Clock;
  readonly files: HostFiles;
  readonly nodeName: string;
  /** Where manifests are. Absent: this node has no static pods. */
  readonly folder: string | undefined;
  readonly statuses: PodStatuses;
  readonly run: (pod: Pod) => void;
  readonly end: (pod: Pod) => void;
  /** What the API has under this name on this node. */
  readonly apiPod: (namespace: string, name: string) => Pod | undefined;
  readonly node: () => Node | undefined;
  readonly onBadFile: (path: string, why: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Pods that this node has from files of its own. They run whether or not there is an API; where there is one, a mirror
 * pod shows each of them.
 *
 *     folder ─► static pods ─► pod workers ─► status ─┐
 *                    └───────► mirror pods ◄──────────┘
 */
export class StaticSource {
  readonly statuses: MirrorStatuses;
  readonly #options: StaticSourceOptions;
  readonly #pods: StaticPods;
  readonly #mirrors: MirrorPods;

  constructor(options: StaticSourceOptions) {
    const { transport, clock, statuses, apiPod, node, onError } = options;
    this.#options = options;
    this.statuses = new MirrorStatuses(statuses);
    this.#mirrors = new MirrorPods({ transport, clock, node, onError, mirror: apiPod, staticPod: (namespace, name) => this.#pods.get(namespace, name) });
    this.#pods = new StaticPods({ clock, run: options.run, end: options.end, onChange: (pod) => this.#changed(pod) });
  }

  /** Runs what the folder holds and follows it until `signal` aborts. Resolves when the pods that are there now are known; the promise in the answer when it has stopped. */
  async start(signal: AbortSignal): Promise<{ readonly stopped: Promise<void> }> {
    const { folder: path, files, clock, nodeName, runtime, onBadFile, onError } = this.#options;
    if (path === undefined) return { stopped: Promise.resolve() };
    files.makeFolder(path, 0o700);
    const folder = new ManifestFolder({ path, files, clock, nodeName, onBadFile, onPods: (pods) => this.#pods.replace(pods) });
    await endPredecessors(runtime, folder.pods()).catch(onError);
    return { stopped: signal.aborted ? Promise.resolve() : folder.follow(signal) };
  }

  /** Keeps the mirrors until `signal` aborts. To be started when the API's pods are known. */
  mirror(signal: AbortSignal): Promise<void> {
    return this.#mirrors.run(signal);
  }

  /** The API has a mirror pod for this node, or it changed. */
  mirrorSeen(mirror: Pod): void {
    this.statuses.mirrorSeen(mirror, this.#current(mirror));
    this.#mirrors.changed(mirror);
  }

  /** A mirror pod is gone from the API. */
  mirrorGone(mirror: Pod): void {
    this.statuses.mirrorGone(mirror);
    this.#mirrors.changed(mirror);
  }

  /** Nothing of the pod of this UID is left on the node. */
  ended(uid: string): void {
    this.#pods.ended(uid);
  }

  #changed(pod: Pod): void {
    const { namespace = "", name = "" } = pod.metadata;
    const mirror = this.#options.apiPod(namespace, name);
    if (mirror !== undefined) this.statuses.mirrorSeen(mirror, this.#current(pod));
    this.#mirrors.changed(pod);
  }

  #current({ metadata }: Pod): Pod | undefined {
    return this.#pods.get(metadata.namespace ?? "", metadata.name ?? "");
  }
}
