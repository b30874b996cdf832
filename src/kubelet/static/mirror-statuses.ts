import { isStaticPod } from "../../api/core/pod/mirror.ts";
import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import type { PodStatuses } from "../status/contract.ts";
import { continuedStatus } from "./continued-status.ts";
import { isMirrorOf } from "./decide-mirror.ts";

interface Shown {
  readonly staticPod: Pod;
  status?: PodStatus;
  mirror?: Pod;
  /** What the mirror said when this kubelet first saw it, and what this kubelet said first. */
  before?: PodStatus;
  first?: PodStatus;
}

/** Shows the status of a static pod in its mirror, as soon as there is one; all others pass through. */
export class MirrorStatuses implements PodStatuses {
  readonly #statuses: PodStatuses;
  readonly #shown = new Map<string, Shown>();

  constructor(statuses: PodStatuses) {
    this.#statuses = statuses;
  }

  set(pod: Pod, status: PodStatus): void {
    if (!isStaticPod(pod)) return this.#statuses.set(pod, status);
    const shown = this.#of(pod);
    shown.status = status;
    shown.first ??= status;
    this.#show(shown);
  }

  seen(pod: Pod): void {
    if (!isStaticPod(pod)) this.#statuses.seen(pod);
  }

  flushed(podUid: string): Promise<void> {
    const shown = this.#shown.get(podUid);
    if (shown === undefined) return this.#statuses.flushed(podUid);
    return shown.mirror === undefined ? Promise.resolve() : this.#statuses.flushed(shown.mirror.metadata.uid ?? "");
  }

  forget(podUid: string): void {
    const shown = this.#shown.get(podUid);
    this.#shown.delete(podUid);
    this.#statuses.forget(shown?.mirror?.metadata.uid ?? podUid);
  }

  /** The API has this mirror; `staticPod` is what runs under its name. */
  mirrorSeen(mirror: Pod, staticPod: Pod | undefined): void {
    if (staticPod === undefined || !isMirrorOf(mirror, staticPod)) return;
    const shown = this.#of(staticPod);
    if (shown.mirror?.metadata.uid === mirror.metadata.uid) {
      this.#statuses.seen(mirror);
      return this.#show(shown);
    }
    if (shown.mirror !== undefined) this.#statuses.forget(shown.mirror.metadata.uid ?? "");
    shown.mirror = mirror;
    if (mirror.status?.startTime !== undefined) shown.before ??= mirror.status;
    this.#show(shown);
  }

  /** The mirror is gone from the API. */
  mirrorGone({ metadata }: Pod): void {
    const uid = metadata.uid ?? "";
    for (const shown of this.#shown.values()) {
      if (shown.mirror?.metadata.uid !== uid) continue;
      shown.mirror = undefined;
      this.#statuses.forget(uid);
    }
  }

  /** The static pod that a mirror of this UID shows. */
  staticUidOf(mirrorUid: string): string | undefined {
    for (const [uid, { mirror }] of this.#shown) if (mirror?.metadata.uid === mirrorUid) return uid;
    return undefined;
  }

  #show({ mirror, status, before, first }: Shown): void {
    if (mirror === undefined || status === undefined) return;
    this.#statuses.set(mirror, before === undefined || first === undefined ? status : continuedStatus(status, { before, first }));
  }

  #of(staticPod: Pod): Shown {
    const uid = staticPod.metadata.uid ?? "";
    const known = this.#shown.get(uid);
    if (known !== undefined) return known;
    const shown: Shown = { staticPod };
    this.#shown.set(uid, shown);
    return shown;
  }
}
