import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Pod, Secret } from "../../api/types/core/v1.gen.ts";
import { type Image, ImagePullError, type ImageService } from "../cri/contract.ts";
import type { ContainerEvents } from "../events/container-events.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { ImageManager } from "./image-manager.ts";

const silent = { normal: () => {}, warning: () => {} } as unknown as ContainerEvents;
const secretOf = (password: string): Secret => ({
  apiVersion: "v1", kind: "Secret", metadata: { name: "pull" }, type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": btoa(JSON.stringify({ auths: { "registry.test": { username: "reader", password } } })) },
});

/** A registry that opens to one password, and answers when it is let to. */
class SlowRegistry implements ImageService {
  readonly asked: (string | undefined)[] = [];
  readonly #gate = Promise.withResolvers<void>();
  open(): void {
    this.#gate.resolve();
  }
  async pullImage(_image: string, auth: { readonly password?: string } | undefined): Promise<{ readonly id: string; readonly sizeBytes: number }> {
    this.asked.push(auth?.password);
    await this.#gate.promise;
    if (auth?.password !== "right") throw new ImagePullError("ErrImagePull", "pull access denied");
    return { id: "sha256:1", sizeBytes: 1 };
  }
  listImages = async (): Promise<readonly Image[]> => [];
  imageStatus = async (): Promise<Image | undefined> => undefined;
  removeImage = async (): Promise<void> => {};
  imageFsInfo = async () => ({ mountpoint: "/", usedBytes: 0, inodesUsed: 0 });
}

function setUp(): { readonly registry: SlowRegistry; ensure(name: string): Promise<string> } {
  const registry = new SlowRegistry();
  const secrets: Readonly<Record<string, string>> = { right: "right", wrong: "wrong", also: "right" };
  const pullSecrets = async (pod: Pod): Promise<readonly Secret[]> => [secretOf(secrets[pod.metadata.name ?? ""] ?? "")];
  const manager = new ImageManager({ images: registry, clock: new VirtualClock(), events: silent, pullSecrets });
  const container = aContainer({ image: "registry.test/app:1" });
  return { registry, ensure: (name) => manager.ensure(aPod({ name, spec: { containers: [container] } }), container).then(() => "pulled", (error: Error) => error.message) };
}

/** Lets go on what can until the registry was asked so often, or nothing moves any more. */
async function asked(registry: SlowRegistry, times: number): Promise<void> {
  for (let turn = 0; turn < 1_000 && registry.asked.length < times; turn++) await new Promise(setImmediate);
}

test("a pod with a wrong password does not get an image by a pull that another's right one has begun, nor does it spoil that", async () => {
  const { registry, ensure } = setUp();
  const outcomes = ["right", "wrong"].map(ensure);
  await asked(registry, 2);
  registry.open();
  assert.deepEqual(await Promise.all(outcomes), ["pulled", "pull access denied"]);
});

test("pods with the same credentials wait for one pull", async () => {
  const { registry, ensure } = setUp();
  const outcomes = ["right", "also"].map(ensure);
  await asked(registry, 1);
  registry.open();
  assert.deepEqual(await Promise.all(outcomes), ["pulled", "pulled"]);
  assert.deepEqual(registry.asked, ["right"]);
});
