import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Pod, Volume } from "../../api/types/core/v1.gen.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { ResourceTotals } from "../containers/resource-ref.ts";
import type { ObjectRef } from "../objects/object-cache.ts";
import type { ServiceAccountToken } from "../objects/service-account-tokens.ts";
import type { HostFiles } from "../ports/host-files.ts";
import type { MountPort } from "../ports/mount-port.ts";

/** What a volume plugin is handed for one volume of one pod. */
export interface VolumeContext {
  readonly pod: Pod;
  readonly volume: Volume;
  /** Where the volume lies on the host's disk: a folder of its own that need not be there; its parent is made. */
  onDisk(): string;
  /** The same in memory: what lies there never reaches a disk. */
  inMemory(): Promise<string>;
  readonly files: HostFiles;
  readonly mounts: MountPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly allocatable: ResourceTotals;
  /** Reads an object and keeps following it: the volume is refreshed when it changes. Undefined: there is none. */
  read<T extends KubeObject>(ref: ObjectRef<T>): Promise<T | undefined>;
  /** Reads an object once, without following it: all that a node may do with claims and persistent volumes. Undefined: there is none. */
  readOnce<T extends KubeObject>(ref: ObjectRef<T>): Promise<T | undefined>;
  token(options: { readonly audience?: string; readonly expirationSeconds: number }): Promise<ServiceAccountToken>;
  /** Refreshes the volume again at this moment at the latest (milliseconds since the epoch). */
  refreshAt(when: number): void;
}

/** One folder `src/kubelet/volumes/<plugin>/`, whose `plugin.ts` exports `plugin`. A generated index finds it. */
export interface VolumePlugin {
  /** As in upstream's folder names: `kubernetes.io~configmap`. */
  readonly name: string;
  /** The field of `spec.volumes[]` that this plugin answers for. */
  readonly source: Exclude<keyof Volume, "name">;
  /** Makes the volume ready; run again it does nothing. Answers where it lies on the host. Throws with upstream's words. */
  setUp(context: VolumeContext): Promise<string>;
  /** Brings the content up to date after an object it is made of, the pod's metadata or time changed. */
  refresh?(context: VolumeContext): Promise<void>;
}
