import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../errors/field-errors.ts";
import type { ObjectMeta } from "../meta/object.ts";
import { nameIsDnsSubdomain } from "./names.ts";
import { maxAnnotationsBytes, validateObjectMeta, validateObjectMetaUpdate } from "./object-meta.ts";

const namespaced = { namespaced: true, nameRule: nameIsDnsSubdomain };
const meta = (changes: object = {}): ObjectMeta => ({ name: "web", namespace: "default", uid: "1", resourceVersion: "5", ...changes });
const owner = (changes: object = {}) => ({ apiVersion: "v1", kind: "Pod", name: "a", uid: "1", ...changes });

/** The first words of each error: what they are about and what they say, without the long explanations. */
const errorsOf = (changes: object, rules = namespaced) => validateObjectMeta(meta(changes), rules).map(formatFieldError);

test("validateObjectMeta: accepts what is right, up to the limits", () => {
  const annotations = { a: "x".repeat(maxAnnotationsBytes - 1) };
  assert.deepEqual(
    errorsOf({
      generateName: "web-",
      annotations,
      labels: { "example.com/a": "" },
      finalizers: ["orphan"],
      ownerReferences: [owner({ controller: true }), owner()],
    }),
    [],
  );
  assert.deepEqual(errorsOf({ annotations: { "Example.com/A": "" } }), []);
});

const refused: readonly [changes: object, message: string | RegExp][] = [
  [{ name: "" }, "metadata.name: Required value: name or generateName is required"],
  [{ name: "Web" }, /^metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must/],
  [{ generateName: "-" }, /^metadata\.generateName: Invalid value: "-": a lowercase/],
  [{ namespace: "" }, "metadata.namespace: Required value"],
  [{ namespace: "a.b" }, 'metadata.namespace: Invalid value: "a.b": must not contain dots'],
  [{ generation: -1 }, "metadata.generation: Invalid value: -1: must be greater than or equal to 0"],
  [{ labels: { a: "-" } }, /^metadata\.labels: Invalid value: "-": a valid label must be/],
  [{ annotations: { "a b": "" } }, /^metadata\.annotations: Invalid value: "a b": name part must/],
  [{ annotations: { a: "x".repeat(maxAnnotationsBytes) } }, "metadata.annotations: Too long: may not be more than 262144 bytes"],
  [{ finalizers: ["a b"] }, /^metadata\.finalizers: Invalid value: "a b": name part must/],
  [
    { finalizers: ["orphan", "foregroundDeletion"] },
    'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
  ],
  [{ ownerReferences: [owner({ uid: "" })] }, 'metadata.ownerReferences.uid: Invalid value: "": must not be empty'],
  [{ ownerReferences: [owner({ apiVersion: "batch/" })] }, 'metadata.ownerReferences.apiVersion: Invalid value: "batch/": version must not be empty'],
  [{ ownerReferences: [owner({ kind: "Event" })] }, /: \/v1, Kind=Event is disallowed from being an owner$/],
  [
    { ownerReferences: [owner({ controller: true }), owner({ name: "b", controller: true })] },
    /Only one reference can have Controller set to true\. Found "true" in references for Pod\/a and Pod\/b$/,
  ],
  [{ managedFields: [{ operation: "Delete" }] }, 'metadata.managedFields[0].operation: Invalid value: "Delete": must be `Apply` or `Update`'],
  [{ managedFields: [{ operation: "Apply", manager: "m".repeat(129) }] }, "metadata.managedFields[0].manager: Too long: may not be more than 128 bytes"],
  [
    { managedFields: [{ operation: "Apply", manager: "a\n" }] },
    'metadata.managedFields[0].manager: Invalid value: "a\\n": invalid character U+000A (at position 1)',
  ],
];

test("validateObjectMeta: refuses what is wrong in upstream's words", () => {
  for (const [changes, message] of refused) {
    const [first, ...rest] = errorsOf(changes);
    assert.deepEqual(rest, [], JSON.stringify(changes).slice(0, 80));
    if (typeof message === "string") assert.equal(first, message);
    else assert.match(first ?? "", message);
  }
});

test("validateObjectMeta: a cluster-scoped object has no namespace", () => {
  assert.deepEqual(errorsOf({}, { ...namespaced, namespaced: false }), ["metadata.namespace: Forbidden: not allowed on this type"]);
  assert.deepEqual(errorsOf({ namespace: undefined }, { ...namespaced, namespaced: false }), []);
});

test("validateObjectMetaUpdate: what identifies an object stays, and what is being deleted gains no finalizer", () => {
  const old = meta({ generation: 2, creationTimestamp: "2026-01-01T00:00:00Z", deletionTimestamp: "2026-01-02T00:00:00Z", finalizers: ["a/b", "c/d"] });
  assert.deepEqual(validateObjectMetaUpdate({ ...old, finalizers: ["a/b"], generation: 3 }, old), []);
  const changed = { ...old, name: "x", namespace: "y", uid: "z", generation: 1, resourceVersion: "", creationTimestamp: undefined, finalizers: ["a/b", "e/f"] };
  assert.deepEqual(validateObjectMetaUpdate(changed, old).map(formatFieldError), [
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"e/f"}',
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    "metadata.generation: Invalid value: 1: must not be decremented",
    'metadata.name: Invalid value: "x": field is immutable',
    'metadata.namespace: Invalid value: "y": field is immutable',
    'metadata.uid: Invalid value: "z": field is immutable',
    "metadata.creationTimestamp: Invalid value: null: field is immutable",
  ]);
});
