import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../api/types/core/v1.gen.ts";
import { EventCorrelator, correlatorLimits } from "./correlator.ts";

const minute = 60_000;
const start = Date.parse("2026-01-01T00:00:00Z");

/** What a kubelet says of a pod. */
function anEvent({ pod = "web", reason = "Pulled", message = "Image is present" }: { pod?: string; reason?: string; message?: string } = {}): Event {
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: "default", name: pod, uid: `uid-${pod}` };
  return { apiVersion: "v1", kind: "Event", metadata: { name: `${pod}.1`, namespace: "default" }, involvedObject, type: "Normal", reason, message, count: 1, firstTimestamp: "2026-01-01T00:00:00Z", lastTimestamp: "2026-01-01T00:00:00Z" };
}

function outcome(correlator: EventCorrelator, event: Event, now: number): string {
  const correlation = correlator.correlate(event, now);
  if (correlation.type === "drop") return "drop";
  return `${correlation.type} ${correlation.event.count} ${correlation.event.message}`;
}

test("event correlator: pods that come, tell their five events and go leave nothing behind after an hour", () => {
  const correlator = new EventCorrelator();
  const remembered: number[] = [];
  for (let nth = 0; nth < 24 * 60; nth++) {
    for (const reason of ["Scheduled", "Pulled", "Created", "Started", "Killing"]) correlator.correlate(anEvent({ pod: `pod-${nth}`, reason }), start + nth * minute);
    if (nth % 60 === 59) remembered.push(correlator.remembered);
  }
  assert.deepEqual(remembered, Array.from({ length: 24 }, () => 60 * 5));
});

test("event correlator: an object that lives on and always has something new to tell is remembered for an hour of it", () => {
  const correlator = new EventCorrelator();
  for (let nth = 0; nth < 24 * 4; nth++) {
    const event = anEvent({ pod: "nightly", reason: "SuccessfulCreate", message: `Created job nightly-${nth}` });
    assert.equal(outcome(correlator, event, start + nth * 15 * minute), `create 1 ${event.message}`);
    assert.ok(correlator.remembered <= 4, `${correlator.remembered} are remembered`);
  }
});

test("event correlator: of a crowd that all speak within the hour 4,096 events are remembered, the last ones", () => {
  const correlator = new EventCorrelator();
  for (let nth = 0; nth < 10_000; nth++) correlator.correlate(anEvent({ pod: `pod-${nth}` }), start + nth);
  assert.equal(correlator.remembered, correlatorLimits.events);
  assert.equal(outcome(correlator, anEvent({ pod: "pod-9999" }), start + minute), "patch 2 Image is present");
  assert.equal(outcome(correlator, anEvent({ pod: `pod-${9_999 - 4_096}` }), start + minute), "create 1 Image is present");
});

test("event correlator: what is told again within the hour is counted, later it is new", () => {
  const correlator = new EventCorrelator();
  assert.equal(outcome(correlator, anEvent(), start), "create 1 Image is present");
  assert.equal(outcome(correlator, anEvent(), start + 60 * minute - 1), "patch 2 Image is present");
  assert.equal(outcome(correlator, anEvent(), start + 120 * minute - 1), "create 1 Image is present");
});

test("event correlator: an object that used up its events is not forgotten before it has all of them again", () => {
  const correlator = new EventCorrelator();
  const saidAt = (now: number): number => {
    const outcomes = Array.from({ length: 30 }, (_, nth) => outcome(correlator, anEvent({ reason: `Reason${nth}` }), now));
    return outcomes.filter((text) => text !== "drop").length;
  };
  assert.equal(saidAt(start), correlatorLimits.spamBurst);
  assert.equal(saidAt(start + 60 * minute), 12, "one for every five minutes");
  assert.equal(saidAt(start + 60 * minute + 125 * minute), correlatorLimits.spamBurst);
});

test("event correlator: the tenth message of its kind and all later ones become one, the first nine are counted on", () => {
  const correlator = new EventCorrelator();
  const failed = (nth: number, now: number): string => outcome(correlator, anEvent({ reason: "Failed", message: `attempt ${nth}` }), now);
  for (let nth = 1; nth <= 9; nth++) assert.equal(failed(nth, start), `create 1 attempt ${nth}`);
  assert.equal(failed(10, start + 1), "create 1 (combined from similar events): attempt 10");
  assert.equal(failed(11, start + 2), "patch 2 (combined from similar events): attempt 11");
  assert.equal(failed(3, start + 3), "patch 2 attempt 3");
  assert.equal(failed(12, start + 3 + 10 * minute), "patch 3 (combined from similar events): attempt 12");
  assert.equal(failed(13, start + 4 + 20 * minute), "create 1 attempt 13", "after ten minutes of silence a new run begins");
});
