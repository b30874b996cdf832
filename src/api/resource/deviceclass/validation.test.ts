import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceClass } from "../../types/resource/v1.gen.ts";
import { validate } from "./validation.ts";

const withParameters = (length: number, driver = "d.io"): DeviceClass => ({ metadata: { name: "x" }, spec: { config: [{ opaque: { driver, parameters: { a: "x".repeat(length - '{"a":""}'.length) } } }] } });
const limit = 10 * 1024;

test("parameters may be as long as the limit and no longer", () => {
  assert.equal(validate(withParameters(limit)).length, 0);
  assert.equal(validate(withParameters(limit + 1)).length, 1);
});

test("parameters that were longer before stay, as long as no configuration changes", () => {
  assert.equal(validate(withParameters(limit + 1), withParameters(limit + 1)).length, 0);
  assert.equal(validate(withParameters(limit + 1, "e.io"), withParameters(limit + 1)).length, 1);
});
