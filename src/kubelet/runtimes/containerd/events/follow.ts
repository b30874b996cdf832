import type { Clock, Millis } from "../../../../base/clock.ts";
import type { CriClient } from "../cri-client.ts";
import { isNotFound } from "../errors.ts";
import { listOwn } from "../own.ts";
import type { Lifecycle, Phase } from "./lifecycle.ts";
import { outsideEvents } from "./outside-events.ts";

/** Pause before the events of a runtime that went away are asked for again. */
const retryMs: Millis = 1_000;
/** The runtime tells of an end before its own status has it; looked at again this soon, and half as often each time. */
const firstLookMs: Millis = 1;
const longestLookMs: Millis = 200;
/** After this, which is as long as a start may take, the end is told although the status does not have it. */
const giveUpMs: Millis = 120_000;
/** containerd hears of the kernel's OOM killer apart from the end, and at times after it; then its status changes once more. */
const oomWordMs: Millis = 200;
/** 128 + SIGKILL */
const killed = 137;

const phaseOfState: Readonly<Record<string, "created" | "ended">> = { SANDBOX_NOTREADY: "ended", CONTAINER_CREATED: "created", CONTAINER_EXITED: "ended" };

export interface FollowOptions {
  readonly client: CriClient;
  readonly clock: Clock;
  readonly clusterName: string;
  readonly lifecycle: Lifecycle;
}

/**
 * Keeps the lifecycle true to the runtime until `signal` aborts. Resolves as soon as it follows. When the connection
 * breaks it is made again, and what happened meanwhile is found by looking.
 */
export async function follow(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const events = outsideEvents(options.client, signal);
  const first = events.next(); // asked for before the look, so that nothing falls between
  first.catch(() => {});
  await resync(options);
  void keepFollowing(options, signal, events, first);
}

async function keepFollowing(options: FollowOptions, signal: AbortSignal, events: ReturnType<typeof outsideEvents>, first: ReturnType<typeof events.next>): Promise<void> {
  const { client, clock, lifecycle } = options;
  for (let [stream, next] = [events, first]; !signal.aborted; ) {
    try {
      for (let event = await next; event.done !== true; event = await stream.next()) {
        const { type, id } = event.value;
        if (type === "deleted") lifecycle.deleted(id);
        else if (lifecycle.knows(id)) void noteEnd(options, id, signal);
      }
    } catch {
      // The runtime went away; below it is asked again.
    }
    await clock.sleep(retryMs, signal).catch(() => {});
    if (signal.aborted) return;
    stream = outsideEvents(client, signal);
    next = stream.next();
    next.catch(() => {});
    await resync(options).catch(() => {});
  }
}

/** Takes up what is there and notes what has ended or gone since the last look. */
async function resync({ client, clusterName, lifecycle }: FollowOptions): Promise<void> {
  const known = lifecycle.all(); // before the look: what is made meanwhile may not be in it
  const { sandboxes, containers } = await listOwn(client, clusterName);
  const phases = new Map<string, Phase>([...sandboxes, ...containers].map(({ id, state }) => [id, phaseOfState[state] ?? "running"]));
  for (const { id, podUid } of sandboxes) lifecycle.adopt(id, { sandboxId: id, podUid }, phases.get(id) ?? "running");
  for (const { id, sandboxId, podUid } of containers) lifecycle.adopt(id, { sandboxId, podUid }, phases.get(id) ?? "running");
  for (const id of known) {
    if (!phases.has(id)) lifecycle.deleted(id);
    else if (phases.get(id) === "ended") lifecycle.ended(id);
  }
}

/** Tells the end once the runtime's status has it, so that who is told and looks sees it. */
async function noteEnd(options: FollowOptions, id: string, signal: AbortSignal): Promise<void> {
  const { clock, lifecycle } = options;
  const until = clock.now() + giveUpMs;
  for (let pauseMs = firstLookMs; clock.now() < until; pauseMs = Math.min(2 * pauseMs, longestLookMs)) {
    const end = await look(options, id);
    if (end === "killed") await clock.sleep(oomWordMs, signal).catch(() => {});
    if (end !== "running") break;
    await clock.sleep(pauseMs, signal).catch(() => {});
    if (signal.aborted) return;
  }
  lifecycle.ended(id);
}

/** `killed`: the container ended by SIGKILL, and whether that was for want of memory may not be known yet. */
async function look({ client, lifecycle }: FollowOptions, id: string): Promise<"running" | "ended" | "killed"> {
  try {
    if (lifecycle.isSandbox(id)) return (await client.call("PodSandboxStatus", { podSandboxId: id })).status?.state === "SANDBOX_READY" ? "running" : "ended";
    const { status } = await client.call("ContainerStatus", { containerId: id });
    // One that ends at once may be heard of while its start is still to be noted: then it stands as created.
    if (status?.state === "CONTAINER_RUNNING" || status?.state === "CONTAINER_CREATED") return "running";
    return status?.exitCode === killed && status.reason !== "OOMKilled" ? "killed" : "ended";
  } catch (error) {
    return isNotFound(error) ? "ended" : "running";
  }
}
