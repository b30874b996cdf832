import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { IPAddress } from "../../types/networking/v1.gen.ts";
import { strategy } from "./strategy.ts";

const address = (name: string): IPAddress => ({ metadata: { name: "10.0.0.1" }, spec: { parentRef: { resource: "services", namespace: "default", name } } });

test("whose an address is is fixed, and is told as upstream's own type has it", () => {
  assert.deepEqual(strategy.validateUpdate?.(address("web"), address("web")), []);
  assert.deepEqual(strategy.validateUpdate?.(address("other"), address("web")).map(formatFieldError), ['spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"default","Name":"other"}: field is immutable']);
});
