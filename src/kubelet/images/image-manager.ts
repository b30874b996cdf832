import type { Clock, Millis } from "../../base/clock.ts";
import type { Container, Pod, Secret } from "../../api/types/core/v1.gen.ts";
import { type Image, ImagePullError, type ImageService } from "../cri/contract.ts";
import type { ContainerEvents } from "../events/container-events.ts";
import { ImageFailure } from "./image-failure.ts";
import { decidePull } from "./pull-decision.ts";
import type { PullRecords } from "./pull-records.ts";
import { credentialsFor, type PullCredentials, repositoryOf } from "./pull-secrets.ts";

/** Source: kubernetes MaxImageBackOff and backOffPeriod. */
const initialBackoffMs: Millis = 10_000;
const maximumBackoffMs: Millis = 300_000;
/** Images of which back-offs are remembered at most. */
const maximumBackoffs = 1_000;

interface PullBackoff {
  readonly delayMs: Millis;
  readonly until: Millis;
  readonly error: string;
}

export interface ImageManagerOptions {
  readonly images: ImageService;
  readonly clock: Clock;
  readonly events: ContainerEvents;
  /** The pod's pull secrets that exist. */
  readonly pullSecrets: (pod: Pod) => Promise<readonly Secret[]>;
  readonly records: PullRecords;
  /** Told of each fetch that succeeded; times are milliseconds since the epoch. */
  readonly onPulled?: (pod: Pod, pulled: { readonly from: Millis; readonly to: Millis; readonly sizeBytes: number }) => void;
}

interface Pulled {
  readonly id: string;
  readonly sizeBytes: number;
}

/** Sees to it that a container's image is on the node, by its pull policy, with back-off and one pull an image at a time. */
export class ImageManager {
  readonly #options: ImageManagerOptions;
  readonly #pulls = new Map<string, Promise<Pulled>>();
  readonly #backoffs = new Map<string, PullBackoff>();

  constructor(options: ImageManagerOptions) {
    this.#options = options;
  }

  /** Throws ImageFailure. */
  async ensure(pod: Pod, container: Container): Promise<Image> {
    const { images, events } = this.#options;
    const name = container.image ?? "";
    const present = await images.imageStatus(name).catch((error: unknown) => {
      const isBadName = error instanceof ImagePullError && error.reason === "InvalidImageName";
      const message = `${isBadName ? "Failed to apply default image tag" : "Failed to inspect image"} "${name}": ${messageOf(error)}`;
      events.warning(pod, container.name, "InspectFailed", message);
      throw new ImageFailure(isBadName ? "InvalidImageName" : "ImageInspectError", message, initialBackoffMs, { cause: error });
    });
    switch (decidePull(container.imagePullPolicy, present !== undefined)) {
      case "use":
        if (!(await this.#mayUse(pod, name, present as Image))) return this.#prove(pod, container);
        events.normal(pod, container.name, "Pulled", `Container image "${name}" already present on machine`);
        return present as Image;
      case "refuse": {
        const message = `Container image "${name}" is not present with pull policy of Never`;
        events.warning(pod, container.name, "ErrImageNeverPull", message);
        throw new ImageFailure("ErrImageNeverPull", message, initialBackoffMs);
      }
      case "pull":
        return this.#pull(pod, container);
    }
  }

  /** The image is here, but the pod has not shown yet that it may have it: the registry has to say so. */
  #prove(pod: Pod, container: Container): Promise<Image> {
    if (container.imagePullPolicy !== "Never") return this.#pull(pod, container);
    const message = `Container image "${container.image}" is present with pull policy of Never, but was pulled with credentials that this pod does not have`;
    this.#options.events.warning(pod, container.name, "ErrImageNeverPull", message);
    throw new ImageFailure("ErrImageNeverPull", message, initialBackoffMs);
  }

  async #mayUse(pod: Pod, name: string, image: Image): Promise<boolean> {
    const { records, pullSecrets } = this.#options;
    const repository = repositoryOf(name);
    if (records.mayUse(image.id, repository, [])) return true;
    return records.mayUse(image.id, repository, (await pullSecrets(pod)).map((secret) => secret.metadata.uid ?? ""));
  }

  async #pull(pod: Pod, container: Container): Promise<Image> {
    const { clock, events, images } = this.#options;
    const name = container.image ?? "";
    const key = `${pod.metadata.uid}/${name}`;
    const backoff = this.#backoffs.get(key);
    if (backoff !== undefined && backoff.until > clock.now()) {
      events.normal(pod, container.name, "BackOff", `Back-off pulling image "${name}"`);
      throw new ImageFailure("ImagePullBackOff", `Back-off pulling image "${name}": ${backoff.error}`, backoff.until - clock.now());
    }
    events.normal(pod, container.name, "Pulling", `Pulling image "${name}"`);
    const startedAt = clock.monotonic();
    try {
      const { id, sizeBytes } = await this.#pullOnce(name, credentialsFor(name, await this.#options.pullSecrets(pod))).catch((error: unknown) => this.#offline(pod, name, error));
      this.#backoffs.delete(key);
      this.#options.onPulled?.(pod, { from: clock.now() - (clock.monotonic() - startedAt), to: clock.now(), sizeBytes });
      const took = seconds(clock.monotonic() - startedAt);
      events.normal(pod, container.name, "Pulled", `Successfully pulled image "${name}" in ${took} (${took} including waiting). Image size: ${sizeBytes} bytes.`);
      return (await images.imageStatus(id)) ?? { id, repoTags: [], repoDigests: [], sizeBytes };
    } catch (error) {
      throw this.#failed(pod, container, key, error);
    }
  }

  /**
   * Where no registry can be reached, an image of that name that is on this node counts as pulled, so that imagePullPolicy
   * Always also works offline; but not for a pod that would have to prove itself.
   */
  async #offline(pod: Pod, name: string, error: unknown): Promise<Pulled> {
    const local = error instanceof ImagePullError && error.reason === "RegistryUnavailable" ? await this.#options.images.imageStatus(name) : undefined;
    if (local === undefined || !(await this.#mayUse(pod, name, local))) throw error;
    return local;
  }

  #failed(pod: Pod, container: Container, key: string, error: unknown): ImageFailure {
    const { clock, events } = this.#options;
    const name = container.image ?? "";
    const message = messageOf(error);
    // A registry that cannot be reached is an ErrImagePull as well: containerd tells them apart no more, and people search for that.
    const reason = error instanceof ImagePullError && error.reason === "InvalidImageName" ? error.reason : "ErrImagePull";
    const delayMs = Math.min(maximumBackoffMs, (this.#backoffs.get(key)?.delayMs ?? initialBackoffMs / 2) * 2);
    if (this.#backoffs.size >= maximumBackoffs) this.#backoffs.delete(this.#backoffs.keys().next().value ?? "");
    this.#backoffs.set(key, { delayMs, until: clock.now() + delayMs, error: `${reason}: ${message}` });
    events.warning(pod, container.name, "Failed", `Failed to pull image "${name}": ${message}`);
    // The next look finds the back-off and says so.
    return new ImageFailure(reason, message, reason === "InvalidImageName" ? delayMs : 1_000, { cause: error });
  }

  /** Who asks with the same secrets while a pull is under way waits for that one. With others it is a pull of its own: nobody gets by on another's. */
  #pullOnce(name: string, credentials: readonly PullCredentials[]): Promise<Pulled> {
    const key = JSON.stringify([name, credentials]);
    const running = this.#pulls.get(key);
    if (running !== undefined) return running;
    const pull = this.#tryCredentials(name, credentials).finally(() => this.#pulls.delete(key));
    this.#pulls.set(key, pull);
    return pull;
  }

  async #tryCredentials(name: string, credentials: readonly PullCredentials[]): Promise<Pulled> {
    const { images, records } = this.#options;
    let last: unknown;
    for (const entry of credentials.length === 0 ? [undefined] : credentials) {
      try {
        const pulled = await images.pullImage(name, entry?.auth);
        records.notePull(pulled.id, repositoryOf(name), entry?.secretUid, new Set((await images.listImages()).map(({ id }) => id)));
        return pulled;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
}

function seconds(ms: Millis): string {
  return ms < 1_000 ? `${Math.round(ms)}ms` : `${(ms / 1_000).toFixed(3).replace(/\.?0+$/, "")}s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
