import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { holdPort } from "./network-plan.ts";

test("a port is released although somebody connected to it while it was held", async () => {
  const held = await holdPort({});
  const caller = connect(held.port, "127.0.0.1");
  caller.on("error", () => {});
  caller.resume();
  await once(caller, "close");
  await held.release();
  const again = await holdPort({ wanted: held.port });
  assert.equal(again.port, held.port);
  await again.release();
});
