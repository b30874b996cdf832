import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { VolumeAttachment } from "../../types/storage/v1.gen.ts";
import { validateUpdate } from "./validation.ts";

const attachment = (nodeName: string, source: VolumeAttachment["spec"]["source"] = { persistentVolumeName: "pv" }): VolumeAttachment => ({ metadata: { name: "a" }, spec: { attacher: "d.example.com", nodeName, source } });

test("an attachment's spec is fixed, and is told as upstream's own type has it", () => {
  assert.deepEqual(validateUpdate(attachment("n1"), attachment("n1")), []);
  assert.deepEqual(validateUpdate(attachment("n2"), attachment("n1")).map(formatFieldError), ['spec: Invalid value: {"Attacher":"d.example.com","Source":{"PersistentVolumeName":"pv","InlineVolumeSpec":null},"NodeName":"n2"}: field is immutable']);
});

test("a volume that is described in place is told in full", () => {
  const inline = { inlineVolumeSpec: { accessModes: ["ReadWriteOnce" as const], capacity: { storage: "1Gi" }, csi: { driver: "d.example.com", volumeHandle: "h" } } };
  const [error] = validateUpdate(attachment("n2", inline), attachment("n1", inline)).filter(({ field }) => field === "spec").map(formatFieldError);
  assert.match(error ?? "", /"InlineVolumeSpec":\{"Capacity":\{"storage":"1Gi"\},"GCEPersistentDisk":null,.*"CSI":\{"Driver":"d\.example\.com","VolumeHandle":"h","ReadOnly":false,.*"AccessModes":\["ReadWriteOnce"\],/);
});
