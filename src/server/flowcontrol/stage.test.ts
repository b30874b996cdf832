import assert from "node:assert/strict";
import { test } from "node:test";
import { findResource } from "../../api/resources.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { StatusError } from "../../machinery/errors/status-error.ts";
import type { Verb } from "../../machinery/request/api-request.ts";
import type { Answer, RequestContext } from "../contract.ts";
import { flowControlStage } from "./stage.ts";

const info = findResource("", "v1", "pods") as ResourceInfo;
const done: Answer = { type: "object", object: {}, code: 200 };

/** A flood of one user's requests, none of which ends before `release`. One runs at once, three hundred wait: as many queues as a flow has in hand, of fifty each. */
class Flood {
  readonly stage = flowControlStage({ concurrencyLimit: 2 });
  readonly release = Promise.withResolvers<Answer>();
  running = 0;

  run(verb: Verb, { groups = ["system:authenticated"], signal = new AbortController().signal } = {}): Promise<Answer> {
    const context: RequestContext = { request: { verb, resource: { group: "", version: "v1", resource: "pods" } }, info, user: { name: "joe", groups }, clock: new VirtualClock(), signal, warn: () => {} };
    return this.stage.run(context, () => {
      this.running++;
      return this.release.promise;
    });
  }
}

test("a flood fills its level's seats and queue; what comes then is refused with 429 and told when to come again", async () => {
  const flood = new Flood();
  const accepted = Array.from({ length: 301 }, () => flood.run("list"));
  const { code, message, status } = await flood.run("list").then(() => assert.fail("not refused"), (error: unknown) => error as StatusError);
  assert.deepEqual([code, message, status.details?.retryAfterSeconds], [429, "Too many requests, please try again later.", 1]);
  assert.equal(flood.running, 1);
  flood.release.resolve(done);
  await Promise.all(accepted);
  assert.equal(flood.running, 301);
});

test("watches, and the requests of other levels, pass a flood by", async () => {
  const flood = new Flood();
  for (let i = 0; i < 301; i++) void flood.run("list");
  void flood.run("watch");
  void flood.run("list", { groups: ["system:masters"] });
  void flood.run("list", { groups: ["system:nodes"] });
  assert.equal(flood.running, 4);
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
