import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtobufSchema } from "./protobuf-schema.ts";

const schema = new ProtobufSchema({
  package: "test",
  messages: {
    Pod: [[1, "pod_name", "string"], [2, "labels", "map<string,string>"], [3, "groups", "int64", "repeated"], [4, "state", "State"], [5, "port", "Port"], [6, "ports", "Port", "repeated"], [7, "ready", "bool"], [8, "size", "uint64"], [9, "body", "bytes"], [10, "quota", "int64"]],
    Port: [[1, "number", "int32"], [2, "kind", "Kind"]],
  },
  enums: { State: { OFF: 0, ON: 1 }, "Port.Kind": { PLAIN: 0, HOST: 2 } },
  services: {},
});

const empty = { podName: "", labels: {}, groups: [], state: "OFF", port: undefined, ports: [], ready: false, size: 0, body: new Uint8Array(0), quota: 0 };
const full = {
  podName: "web-0", labels: { app: "web", "": "" }, groups: [0, 1, 300], state: "ON", port: { number: 80, kind: "HOST" },
  ports: [{ number: 0, kind: "PLAIN" }, { number: 443, kind: "PLAIN" }], ready: true, size: 2 ** 53, body: Uint8Array.of(0, 255), quota: -1,
};

test("a message comes back as it went, its zero values too", () => {
  assert.deepEqual(schema.decode("Pod", schema.encode("Pod", full)), full);
  assert.deepEqual(schema.decode("Pod", schema.encode("Pod", {})), empty);
});

const wire: readonly (readonly [name: string, value: Record<string, unknown>, bytes: string])[] = [
  ["a string has its length before it", { podName: "ab" }, "0a026162"],
  ["zero values are left out", empty, ""],
  ["an empty message is written: that it is there says something", { port: {} }, "2a00"],
  ["numbers of a list are packed", { groups: [1, 300] }, "1a0301ac02"],
  ["a negative number takes ten bytes", { quota: -1 }, "50ffffffffffffffffff01"],
];
for (const [name, value, bytes] of wire) test(name, () => assert.equal(Buffer.from(schema.encode("Pod", value)).toString("hex"), bytes));

test("unpacked numbers and unknown fields are taken, as older and newer programs send them", () => {
  const { groups, podName } = schema.decode("Pod", Buffer.from("1801" + "1802" + "f80105" + "0a0161", "hex"));
  assert.deepEqual([groups, podName], [[1, 2], "a"]);
});

test("a word that is none of the enum's is refused with the field's name", () => assert.throws(() => schema.encode("Pod", { state: "BROKEN" }), /state cannot be "BROKEN"/));
