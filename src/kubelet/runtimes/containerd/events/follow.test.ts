import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../../../base/virtual-clock.ts";
import type { CriClient } from "../cri-client.ts";
import { follow } from "./follow.ts";
import { Lifecycle } from "./lifecycle.ts";

type State = "CREATED" | "RUNNING" | "EXITED";

/**
 * What is told of a container that the runtime says has ended, and what its status said then. That says each of `states`
 * in turn, and the last one for ever; its start is answered when it runs for the first time.
 */
async function toldWith(states: readonly State[]): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const lifecycle = new Lifecycle();
  const stop = new AbortController();
  const told: string[] = [];
  let state: State | undefined;
  let looks = 0;
  const look = () => {
    state = states[Math.min(looks++, states.length - 1)];
    if (state === "RUNNING") lifecycle.started("c");
    return { status: { state: `CONTAINER_${state}`, exitCode: 3, reason: "Error" } };
  };
  const answers: Readonly<Record<string, () => object>> = {
    ListPodSandbox: () => ({ items: [] }),
    ListContainers: () => ({ containers: [{ id: "c", podSandboxId: "s", state: "CONTAINER_CREATED", labels: {} }] }),
    ContainerStatus: look,
  };
  const client = {
    call: async (method: string) => answers[method]?.(),
    async *stream() {
      yield { containerId: "c", containerEventType: "CONTAINER_STOPPED_EVENT" };
      await new Promise(() => {});
    },
  } as unknown as CriClient;
  const listening = (async () => {
    for await (const { type } of lifecycle.subscribe(stop.signal)) told.push(`${type.split("_")[1]} at ${state}`);
  })();
  lifecycle.created("c", "s", "uid");
  lifecycle.starting("c");
  await clock.advance(0);
  await follow({ client, clock, clusterName: "dev", lifecycle }, stop.signal);
  await clock.advance(180_000);
  stop.abort();
  await listening;
  return told;
}

const rows: readonly { name: string; states: readonly State[]; told: readonly string[] }[] = [
  { name: "at once where the status has it", states: ["RUNNING", "EXITED"], told: ["CREATED at undefined", "STARTED at RUNNING", "STOPPED at EXITED"] },
  { name: "once the status has it", states: ["RUNNING", "RUNNING", "RUNNING", "EXITED"], told: ["CREATED at undefined", "STARTED at RUNNING", "STOPPED at EXITED"] },
  { name: "once the status has it, when the start is noted even later", states: ["CREATED", "CREATED", "RUNNING", "RUNNING", "EXITED"], told: ["CREATED at undefined", "STARTED at RUNNING", "STOPPED at EXITED"] },
  { name: "in the end, when the status never has it", states: ["RUNNING"], told: ["CREATED at undefined", "STARTED at RUNNING", "STOPPED at RUNNING"] },
];

for (const { name, states, told } of rows) test(`an end that the runtime tells of is told ${name}`, async () => assert.deepEqual(await toldWith(states), told));
