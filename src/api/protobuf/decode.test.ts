import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeProtobuf } from "./decode.ts";

/** A field of wire type 2: tag, length, content. */
function field(number: number, content: Uint8Array | string): number[] {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return [(number << 3) | 2, bytes.length, ...bytes];
}

const varint = (number: number, value: number): number[] => [number << 3, value];

function body(apiVersion: string, kind: string, raw: number[]): Uint8Array {
  const typeMeta = Uint8Array.from([...field(1, apiVersion), ...field(2, kind)]);
  return Uint8Array.from([0x6b, 0x38, 0x73, 0x00, ...field(1, typeMeta), ...field(2, Uint8Array.from(raw))]);
}

const entry = (key: string, value: string) => Uint8Array.from([...field(1, key), ...field(2, value)]);
const metadata = (name: string) => Uint8Array.from(field(1, name));

const cases: { name: string; bytes: Uint8Array; object: object }[] = [
  {
    name: "maps of strings and of bytes",
    bytes: body("v1", "ConfigMap", [...field(1, metadata("c")), ...field(2, entry("a", "1")), ...field(2, entry("b", "2")), ...field(3, entry("x", "hi")), ...varint(4, 1)]),
    object: { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "c" }, data: { a: "1", b: "2" }, binaryData: { x: "aGk=" }, immutable: true },
  },
  {
    name: "embedded structs have their fields in place",
    bytes: body("v1", "Pod", [...field(1, metadata("p")), ...field(2, Uint8Array.from(field(1, Uint8Array.from([...field(1, "v"), ...field(2, Uint8Array.from(field(2, Uint8Array.from([]))))]))))]),
    object: { kind: "Pod", apiVersion: "v1", metadata: { name: "p" }, spec: { volumes: [{ name: "v", emptyDir: {} }] } },
  },
  {
    name: "a review whose group is longer than its package",
    bytes: body("authentication.k8s.io/v1", "SelfSubjectReview", [...field(1, metadata(""))]),
    object: { kind: "SelfSubjectReview", apiVersion: "authentication.k8s.io/v1", metadata: { name: "" } },
  },
  {
    name: "a field that only differs in capitals has its name of JSON",
    bytes: body("authentication.k8s.io/v1", "TokenRequest", [...field(2, Uint8Array.from(field(3, Uint8Array.from([...field(1, "Pod"), ...field(4, "7")]))))]),
    object: { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", spec: { boundObjectRef: { kind: "Pod", uid: "7" } } },
  },
  {
    name: "an explicit zero is kept",
    bytes: body("apps/v1", "Deployment", [...field(2, Uint8Array.from(varint(1, 0)))]),
    object: { kind: "Deployment", apiVersion: "apps/v1", spec: { replicas: 0 } },
  },
];

for (const { name, bytes, object } of cases) {
  test(`decodeProtobuf: ${name}`, () => assert.deepEqual(decodeProtobuf(bytes), object));
}

for (const [name, bytes] of [
  ["no prefix", Uint8Array.from([1, 2, 3])],
  ["a field longer than the body", Uint8Array.from([0x6b, 0x38, 0x73, 0x00, 0x0a, 0x7f, 0x00])],
  ["an unknown kind", body("v1", "Nothing", [])],
] as const) {
  test(`decodeProtobuf refuses ${name}`, () => assert.throws(() => decodeProtobuf(bytes), { name: "ProtobufError" }));
}
