import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { PersistentVolume } from "../../types/core/v1.gen.ts";
import { validateUpdate } from "./validation.ts";

const volume = (zone: string): PersistentVolume => ({
  metadata: { name: "pv" },
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/a" }, persistentVolumeReclaimPolicy: "Retain", nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "zone", operator: "In", values: [zone] }] }] } } },
});

test("where a volume can be used is fixed, and is told as upstream's own type has it", () => {
  assert.deepEqual(validateUpdate(volume("a"), volume("a")), []);
  assert.deepEqual(validateUpdate(volume("b"), volume("a")).map(formatFieldError), [
    'nodeAffinity: Invalid value: {"Required":{"NodeSelectorTerms":[{"MatchExpressions":[{"Key":"zone","Operator":"In","Values":["b"]}],"MatchFields":null}]}}: field is immutable, except for updating from beta label to GA',
  ]);
});
