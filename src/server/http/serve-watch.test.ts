import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { findResource } from "../../api/resources.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { serveWatch } from "./serve-watch.ts";

/** A peer that takes nothing until `drain` is emitted. */
class StandingReader extends EventEmitter {
  statusCode = 0;
  readonly headersSent = true;
  writableLength = 0;
  writableEnded = false;
  destroyed = false;

  setHeader(): void {}
  flushHeaders(): void {}

  write(chunk: Uint8Array): boolean {
    this.writableLength += chunk.byteLength;
    return false;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const event = (name: string): WatchEvent => ({ type: "ADDED", object: { kind: "ConfigMap", apiVersion: "v1", metadata: { name, annotations: { text: "x".repeat(2_000_000) } } } });

async function serving(events: WatchEvent[]) {
  const clock = new VirtualClock();
  const response = new StandingReader();
  const asked: string[] = [];
  const watch = {
    next: () => {
      const next = events.shift();
      asked.push(next === undefined ? "end" : String(next.object.metadata && "name" in next.object.metadata ? next.object.metadata.name : ""));
      return Promise.resolve(next === undefined ? undefined : [next]);
    },
    onInitialized: (told: () => void) => told(),
    stop: () => void asked.push("stop"),
  };
  const exchange = { server: { clock }, response, signal: new AbortController().signal } as unknown as HttpExchange;
  const info = findResource("", "v1", "configmaps") as ResourceInfo;
  const served = serveWatch(exchange, { type: "watch", watch }, { info, negotiated: { mediaType: "application/json", form: "object", formVersion: "", pretty: false }, includeObject: "Metadata", now: 0 });
  return { clock, response, asked, served };
}

test("a reader that stands still is cut off after half a minute, and no events are taken for it meanwhile", async () => {
  const { clock, response, asked, served } = await serving([event("a"), event("b")]);
  await clock.advance(29_999);
  assert.deepEqual([asked, response.destroyed], [["a"], false]);
  await clock.advance(1);
  await served;
  assert.deepEqual([asked, response.destroyed], [["a", "stop"], true]);
});

test("a reader that goes on in time gets the rest, and an end that is one", async () => {
  const { clock, response, asked, served } = await serving([event("a")]);
  await clock.advance(29_999);
  response.emit("drain");
  await served;
  assert.deepEqual([asked, response.destroyed, response.writableEnded], [["a", "end", "stop"], false, true]);
});
