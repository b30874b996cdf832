import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifecycle } from "./lifecycle.ts";

const owner = { sandboxId: "s", podUid: "uid" };

const rows: readonly { name: string; does: (life: Lifecycle) => void; told: readonly string[] }[] = [
  { name: "a container is created, started, stopped and deleted", does: (life) => (life.created("c", "s", "uid"), life.starting("c"), life.started("c"), life.ended("c"), life.deleted("c")), told: ["CREATED", "STARTED", "STOPPED", "DELETED"] },
  { name: "an end that comes before the start was answered is told after it", does: (life) => (life.created("c", "s", "uid"), life.starting("c"), life.ended("c"), life.started("c")), told: ["CREATED", "STARTED", "STOPPED"] },
  { name: "an end that is heard of twice is told once", does: (life) => (life.created("c", "s", "uid"), life.starting("c"), life.started("c"), life.ended("c"), life.ended("c")), told: ["CREATED", "STARTED", "STOPPED"] },
  { name: "a start that fails ends the container and was no start", does: (life) => (life.created("c", "s", "uid"), life.starting("c"), life.startFailed("c")), told: ["CREATED", "STOPPED"] },
  { name: "what was there before is taken up silently, and its end is told", does: (life) => (life.adopt("c", owner, "running"), life.ended("c")), told: ["STOPPED"] },
  { name: "what had ended before is not told again", does: (life) => (life.adopt("c", owner, "ended"), life.ended("c")), told: [] },
  { name: "what was there, created, can still be started", does: (life) => (life.adopt("c", owner, "created"), life.starting("c"), life.started("c")), told: ["STARTED"] },
  { name: "what is not ours is not told", does: (life) => (life.ended("other"), life.deleted("other")), told: [] },
  { name: "what is deleted while it runs has stopped first", does: (life) => (life.created("c", "s", "uid"), life.starting("c"), life.started("c"), life.deleted("c"), life.deleted("c")), told: ["CREATED", "STARTED", "STOPPED", "DELETED"] },
];

for (const { name, does, told } of rows) {
  test(`Lifecycle: ${name}`, async () => {
    const life = new Lifecycle();
    const stop = new AbortController();
    const heard: string[] = [];
    const listening = (async () => {
      for await (const { type, containerId, sandboxId, podUid } of life.subscribe(stop.signal)) {
        assert.deepEqual([containerId, sandboxId, podUid], ["c", "s", "uid"]);
        heard.push(type.replace("CONTAINER_", "").replace("_EVENT", ""));
      }
    })();
    does(life);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await listening;
    assert.deepEqual(heard, told);
  });
}
