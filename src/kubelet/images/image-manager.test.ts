import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { Pod, Secret } from "../../api/types/core/v1.gen.ts";
import { type Image, ImagePullError, type ImageService } from "../cri/contract.ts";
import type { ContainerEvents } from "../events/container-events.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { ImageManager } from "./image-manager.ts";
import { PullRecords } from "./pull-records.ts";

const silent = { normal: () => {}, warning: () => {} } as unknown as ContainerEvents;
const secretOf = (password: string, uid: string): Secret => ({
  apiVersion: "v1", kind: "Secret", metadata: { name: "pull", uid }, type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": btoa(JSON.stringify({ auths: { "registry.test": { username: "reader", password } } })) },
});

/** A registry that opens to one password, and answers when it is let to; what was pulled is on the node. */
class SlowRegistry implements ImageService {
  readonly asked: (string | undefined)[] = [];
  reachable = true;
  #local: Image | undefined;
  readonly #gate = Promise.withResolvers<void>();
  open(): void {
    this.#gate.resolve();
  }
  async pullImage(_image: string, auth: { readonly password?: string } | undefined): Promise<{ readonly id: string; readonly sizeBytes: number }> {
    this.asked.push(auth?.password);
    await this.#gate.promise;
    if (!this.reachable) throw new ImagePullError("RegistryUnavailable", "connection refused");
    if (auth?.password !== "right") throw new ImagePullError("ErrImagePull", "pull access denied");
    this.load();
    return { id: "sha256:1", sizeBytes: 1 };
  }
  /** The image is on the node without a pull. */
  load(): void {
    this.#local = { id: "sha256:1", repoTags: [], repoDigests: [], sizeBytes: 1 };
  }
  listImages = async (): Promise<readonly Image[]> => (this.#local === undefined ? [] : [this.#local]);
  imageStatus = async (): Promise<Image | undefined> => this.#local;
  removeImage = async (): Promise<void> => {};
  imageFsInfo = async () => ({ mountpoint: "/", usedBytes: 0, inodesUsed: 0 });
}

type Policy = "Always" | "IfNotPresent" | "Never";

/** Pods are named after their secret: `twin` has that of `right`, `also` another one with the same password, `none` has none. */
function setUp(): { readonly registry: SlowRegistry; ensure(name: string, policy?: Policy): Promise<string> } {
  const registry = new SlowRegistry();
  const secrets: Readonly<Record<string, Secret>> = { right: secretOf("right", "1"), twin: secretOf("right", "1"), also: secretOf("right", "2"), wrong: secretOf("wrong", "3") };
  const pullSecrets = async ({ metadata: { name = "" } }: Pod): Promise<readonly Secret[]> => (secrets[name] === undefined ? [] : [secrets[name]]);
  const manager = new ImageManager({ images: registry, clock: new VirtualClock(), events: silent, pullSecrets, records: new PullRecords(new MemoryHostFiles(), "/pulled.json") });
  return {
    registry,
    ensure: (name, imagePullPolicy = "IfNotPresent") => {
      const container = aContainer({ image: "registry.test/app:1", imagePullPolicy });
      return manager.ensure({ ...aPod({ spec: { containers: [container] } }), metadata: { name, namespace: "default", uid: name } }, container).then(() => "there", (error: Error) => error.message);
    },
  };
}

/** Lets go on what can until the registry was asked so often, or nothing moves any more. */
async function asked(registry: SlowRegistry, times: number): Promise<void> {
  for (let turn = 0; turn < 1_000 && registry.asked.length < times; turn++) await new Promise(setImmediate);
}

test("a pod with a wrong password does not get an image by a pull that another's right one has begun, nor does it spoil that", async () => {
  const { registry, ensure } = setUp();
  const outcomes = ["right", "wrong"].map((name) => ensure(name));
  await asked(registry, 2);
  registry.open();
  assert.deepEqual(await Promise.all(outcomes), ["there", "pull access denied"]);
});

test("pods with the same secret wait for one pull", async () => {
  const { registry, ensure } = setUp();
  const outcomes = ["right", "twin"].map((name) => ensure(name));
  await asked(registry, 2); // which it is not
  registry.open();
  assert.deepEqual(await Promise.all(outcomes), ["there", "there"]);
  assert.deepEqual(registry.asked, ["right"]);
});

const never = 'Container image "registry.test/app:1" is present with pull policy of Never, but was pulled with credentials that this pod does not have';
const rows: { name: string; first: "pulled" | "loaded"; pod: string; policy?: Policy; reachable?: boolean; expected: string; asks: (string | undefined)[] }[] = [
  { name: "who has the secret that brought it is not asked again", first: "pulled", pod: "right", expected: "there", asks: [] },
  { name: "who has another secret shows it to the registry", first: "pulled", pod: "also", expected: "there", asks: ["right"] },
  { name: "who has a wrong one does not get it", first: "pulled", pod: "wrong", expected: "pull access denied", asks: ["wrong"] },
  { name: "nor who has none", first: "pulled", pod: "none", expected: "pull access denied", asks: [undefined] },
  { name: "with the policy Never nobody is asked, and it is refused", first: "pulled", pod: "none", policy: "Never", expected: never, asks: [] },
  { name: "with Never who has the secret gets it", first: "pulled", pod: "right", policy: "Never", expected: "there", asks: [] },
  { name: "one that was loaded is everyone's", first: "loaded", pod: "none", expected: "there", asks: [] },
  { name: "one that was loaded counts as pulled where no registry can be reached", first: "loaded", pod: "none", policy: "Always", reachable: false, expected: "there", asks: [undefined] },
  { name: "one that was pulled counts there too, for who has its secret", first: "pulled", pod: "right", policy: "Always", reachable: false, expected: "there", asks: ["right"] },
  { name: "and for nobody else", first: "pulled", pod: "none", policy: "Always", reachable: false, expected: "connection refused", asks: [undefined] },
];
for (const { name, first, pod, policy, reachable = true, expected, asks } of rows) {
  test(`an image that is on the node: ${name}`, async () => {
    const { registry, ensure } = setUp();
    registry.open();
    if (first === "loaded") registry.load();
    else assert.equal(await ensure("right"), "there");
    registry.reachable = reachable;
    registry.asked.length = 0;
    assert.deepEqual([await ensure(pod, policy), registry.asked], [expected, asks]);
  });
}
