import assert from "node:assert/strict";
import { test } from "node:test";
import { mandatoryLevels, suggestedLevels } from "../../api/flowcontrol/bootstrap/levels.ts";
import { mandatorySchemas, suggestedSchemas } from "../../api/flowcontrol/bootstrap/schemas.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { findResource } from "../../api/resources.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { StatusError } from "../../machinery/errors/status-error.ts";
import type { Verb } from "../../machinery/request/api-request.ts";
import type { Answer, RequestContext } from "../contract.ts";
import { FlowControl } from "./flow-control.ts";
import { flowControlStage } from "./stage.ts";

const info = findResource("", "v1", "pods") as ResourceInfo;
const done: Answer = { type: "object", object: {}, code: 200 };

/** A flood of one user's requests, none of which ends before `release`. Few run at once, three hundred wait: as many queues as a flow has in hand, of fifty each. */
class Flood {
  readonly clock = new VirtualClock();
  readonly flowControl = new FlowControl({ clock: this.clock, concurrencyLimit: 7 });
  readonly stage = flowControlStage(this.flowControl);
  readonly release = Promise.withResolvers<Answer>();
  running = 0;

  constructor() {
    // Nobody borrows, so that each level has the one seat that is its own.
    const alone = suggestedLevels.map((level) => ({ ...level, spec: { ...level.spec, limited: { ...level.spec.limited, nominalConcurrencyShares: 5, lendablePercent: 0, borrowingLimitPercent: 0 } } }));
    this.flowControl.configure([...mandatoryLevels, ...alone], [...mandatorySchemas, ...suggestedSchemas]);
  }

  get seats(): number | undefined {
    return this.flowControl.levels.get("global-default")?.queueSet.limit;
  }

  run(verb: Verb, { groups = ["system:authenticated"], signal = new AbortController().signal, isSeated = false } = {}): Promise<Answer> {
    const context: RequestContext = { request: { verb, resource: { group: "", version: "v1", resource: "pods" } }, info, user: { name: "joe", groups }, clock: this.clock, signal, isSeated, warn: () => {} };
    return (async () =>
      this.stage.run(context, () => {
        this.running++;
        return this.release.promise;
      }))();
  }
}

test("a flood fills its level's seats and queues; what comes then is refused with 429 and told when to come again", async () => {
  const flood = new Flood();
  assert.equal(flood.seats, 1);
  const accepted = Array.from({ length: 301 }, () => flood.run("list"));
  const { code, message, status } = await flood.run("list").then(() => assert.fail("not refused"), (error: unknown) => error as StatusError);
  assert.deepEqual([code, message, status.details?.retryAfterSeconds], [429, "Too many requests, please try again later.", 1]);
  assert.equal(flood.running, 1);
  flood.release.resolve(done);
  await Promise.all(accepted);
  assert.equal(flood.running, 301);
});

test("the requests of other levels, and those that have a seat already, pass a flood by", async () => {
  const flood = new Flood();
  for (let i = 0; i < 301; i++) void flood.run("list");
  void flood.run("list", { groups: ["system:masters"] });
  void flood.run("list", { groups: ["system:nodes"] });
  void flood.run("list", { isSeated: true });
  await flood.clock.settle();
  assert.equal(flood.running, 4);
});

test("a watch has its seat until it has sent what it begins with", async () => {
  const flood = new Flood();
  const watch = flood.run("watch");
  const list = flood.run("list");
  let initialized = (): void => assert.fail("nobody waits for what it begins with");
  flood.release.resolve({ type: "watch", watch: { next: () => new Promise(() => {}), onInitialized: (told) => (initialized = told), stop: () => {} } });
  await watch;
  await flood.clock.settle();
  assert.equal(flood.running, 1);
  initialized();
  await list;
  assert.equal(flood.running, 2);
});

test("who gives up waiting leaves its place to the next", async () => {
  const flood = new Flood();
  const impatient = new AbortController();
  const first = flood.run("list");
  const second = flood.run("list", { signal: impatient.signal });
  const third = flood.run("list");
  impatient.abort(new Error("the client is gone"));
  await assert.rejects(second, { message: "the client is gone" });
  flood.release.resolve(done);
  await Promise.all([first, third]);
  assert.equal(flood.running, 2);
});
