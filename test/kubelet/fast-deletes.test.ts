import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerStatus, Pod } from "../../src/api/types/core/v1.gen.ts";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { eventually, podManifest, type PodParts } from "./support.ts";

/**
 * Pods that are deleted at any moment of their coming and going, and all that a watch sees of them on their way. After
 * Kubernetes' own suite "Pods Extended": what has ended does not come back, nothing that never ran has succeeded, and no
 * object goes while something of it runs.
 */

const pods = "/api/v1/namespaces/default/pods";
/** Side by side, as many of each kind. */
const workers = 3;
const rounds = 3;

let cluster: TestCluster;
let api: RawApi;
before(async () => {
  cluster = await testCluster({ name: "fastdeletes", images: ["busybox"] });
  api = RawApi.connect(cluster.kubeconfig);
});
after(async () => {
  api?.close();
  await cluster?.dispose();
});

interface Way {
  readonly name: string;
  readonly parts: PodParts;
  /** When the pod of a round is deleted. */
  readonly ripe: (pod: string, round: number) => Promise<void>;
  /** Throws when the container may not look like this. */
  readonly check: (status: ContainerStatus, pod: Pod) => void;
  /** True where a pod may be deleted before its node has taken it up. */
  readonly early?: boolean;
}

const failing: PodParts = { command: ["/bin/false"], spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 1 } };
const probe = { exec: { command: ["/bin/false"] }, failureThreshold: 1, periodSeconds: 1, terminationGracePeriodSeconds: 1 };

const ways: readonly Way[] = [
  {
    name: "a container that only ever fails is never said to have succeeded",
    parts: failing,
    ripe: async (_, round) => void (await sleep(round * 90)),
    check: ({ state }) => assert.ok(state?.terminated === undefined || state.terminated.exitCode === 1 || (state.terminated.exitCode === 137 && ["ContainerStatusUnknown", "Error"].includes(state.terminated.reason ?? "")), JSON.stringify(state)),
    early: true,
  },
  {
    name: "a container behind an init container that fails never starts",
    parts: { command: ["/bin/true"], spec: { ...failing.spec, initContainers: [{ name: "fail", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["/bin/false"] }] } },
    ripe: (name) => until(name, ({ status }) => status?.phase !== "Pending"),
    check: ({ state, lastState, started }) => assert.ok(started !== true && lastState?.terminated === undefined && state?.waiting !== undefined, JSON.stringify(state)),
  },
  {
    name: "a container that its probe restarts is seen to end only with its pod",
    parts: { command: ["sleep", "1800"], startupProbe: probe, spec: { terminationGracePeriodSeconds: 1 } },
    ripe: (name) => until(name, ({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) >= 1),
    check: ({ state }, { status, metadata }) => {
      if (state?.terminated === undefined) return;
      assert.deepEqual([status?.phase, metadata.deletionTimestamp !== undefined, state.terminated.exitCode, state.terminated.reason], ["Failed", true, 137, "Error"]);
    },
  },
];

for (const way of ways) {
  test(`deleted at any moment: ${way.name}`, async () => {
    await Promise.all(Array.from({ length: workers }, async (_, worker) => {
      for (let round = 0; round < rounds; round++) await liveAndDie(way, `${ways.indexOf(way)}-${worker}-${round}`, round * workers + worker);
    }));
  });
}

async function liveAndDie({ parts, ripe, check, early }: Way, suffix: string, round: number): Promise<void> {
  const name = `short-${suffix}`;
  const created = await api.post(pods, podManifest(name, parts));
  assert.equal(created.code, 201, created.text);
  const watch = await api.watch(`${pods}?watch=1&fieldSelector=metadata.name%3D${name}&resourceVersion=${String(created.at("metadata.resourceVersion"))}`);
  const deleting = ripe(name, round).then(() => api.delete(`${pods}/${name}`));
  const seen = new Life(name, check);
  for (let event = await watch.next(); event !== undefined; event = await watch.next()) {
    seen.look(event.object as Pod);
    if (event.type === "DELETED") break;
  }
  watch.close();
  assert.equal((await deleting).code, 200);
  seen.end(early === true);
}

/** What was seen of one pod so far. */
class Life {
  readonly #name: string;
  readonly #check: Way["check"];
  #ended = false;
  #terminal = false;
  #last: Pod | undefined;

  constructor(name: string, check: Way["check"]) {
    this.#name = name;
    this.#check = check;
  }

  look(pod: Pod): void {
    this.#last = pod;
    const status = pod.status?.containerStatuses?.[0];
    const terminal = pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded";
    assert.ok(terminal || !this.#terminal, `${this.#name} was over and then ${pod.status?.phase}`);
    this.#terminal = terminal;
    if (status === undefined) return assert.ok(!this.#ended, `${this.#name} lost its container's status`);
    this.#check(status, pod);
    const end = status.state?.terminated;
    assert.ok(end !== undefined || !this.#ended, `${this.#name} ended and then was ${JSON.stringify(status.state)}`);
    if (end?.finishedAt !== undefined) assert.ok(Date.parse(end.startedAt ?? "") <= Date.parse(end.finishedAt), `${this.#name} ended at ${end.finishedAt} and began at ${end.startedAt}`);
    this.#ended = end !== undefined;
  }

  /** Its object is gone. */
  end(early: boolean): void {
    const states = this.#last?.status?.containerStatuses?.map(({ state }) => state) ?? [];
    assert.ok(states.every((state) => state?.running === undefined), `${this.#name} went while it ran: ${JSON.stringify(states)}`);
    assert.ok(this.#terminal || early, `${this.#name} went as ${this.#last?.status?.phase}`);
  }
}

async function until(name: string, holds: (pod: Pod) => boolean): Promise<void> {
  await eventually(`what pod ${name} was waited for with`, () => api.get(`${pods}/${name}`), ({ code, text }) => code === 200 && holds(JSON.parse(text) as Pod), 50);
}
