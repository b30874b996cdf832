import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import type { Clock } from "../../base/clock.ts";
import { Client, keyOf } from "../../client/client.ts";
import { Informer } from "../../client/informer/informer.ts";
import { pods } from "../../client/resources.ts";
import type { Random } from "../../base/random.ts";
import type { Transport } from "../../client/transport.ts";
import { formatTime } from "../../machinery/time/time.ts";

/** How the n-th pod that starts (from 0) goes: how long it runs, and its exit code. `undefined` runs until it is stopped. */
export type Script = (pod: Pod, nth: number) => { readonly afterMs: number; readonly exitCode: number } | undefined;

interface FakeKubeletOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly script: Script;
}

/** Scheduler and kubelet in one, for tests of controllers: every pod runs at once, ends as the script says, and stops when told. */
export function runFakeKubelet({ transport, clock, random, script }: FakeKubeletOptions, signal: AbortSignal): void {
  const client = new Client(transport);
  const informer = new Informer({ transport, resource: pods, clock, random });
  const seen = new Set<string>();
  let started = 0;

  async function start(pod: Pod): Promise<void> {
    const plan = script(pod, started++);
    await client.update(pods, { ...pod, spec: { ...pod.spec, containers: pod.spec?.containers ?? [], nodeName: "node-a" }, metadata: { ...pod.metadata, resourceVersion: undefined } });
    await report(pod, { phase: "Running", startTime: formatTime(clock.now()) });
    if (plan !== undefined) clock.setTimer(plan.afterMs, () => void report(pod, ended(plan.exitCode)).catch(() => undefined));
  }

  async function stop(pod: Pod): Promise<void> {
    if (pod.status?.phase === "Running") await report(pod, ended(143));
    await client.delete(pods, keyOf(pod), { gracePeriodSeconds: 0 });
  }

  function report(pod: Pod, status: PodStatus): Promise<Pod> {
    return client.updateStatus(pods, { ...pod, metadata: { ...pod.metadata, resourceVersion: undefined }, status });
  }

  function ended(exitCode: number): PodStatus {
    const terminated = { exitCode, finishedAt: formatTime(clock.now()) };
    return { phase: exitCode === 0 ? "Succeeded" : "Failed", containerStatuses: [{ name: "main", image: "", imageID: "", ready: false, restartCount: 0, state: { terminated } }] };
  }

  const look = (pod: Pod): void => {
    const uid = pod.metadata.uid ?? "";
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (seen.has(`${uid} stopping`)) return;
      seen.add(`${uid} stopping`);
      void stop(pod).catch(() => undefined); // someone else has deleted it
    } else if (!seen.has(uid)) {
      seen.add(uid);
      void start(pod).catch(() => undefined); // deleted before it could start
    }
  };
  informer.addHandler({ onAdd: look, onUpdate: look });
  void informer.run(signal);
}
