import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { FieldSchema } from "../../src/api/facts/definition.ts";
import { root } from "../support/cluster.ts";

const page = join(root, "docs/pod-fields.md");
const text = readFileSync(page, "utf8");
const schemas = JSON.parse(readFileSync(join(root, "src/api/facts/schemas.json"), "utf8")) as Readonly<Record<string, FieldSchema>>;

/** Where in a Pod each definition is shown. */
const definitions: readonly (readonly [prefix: string, definition: string])[] = [
  ["spec", "PodSpec"],
  ["spec.containers[]", "Container"],
  ["spec.ephemeralContainers[]", "EphemeralContainer"],
  ["spec.securityContext", "PodSecurityContext"],
  ["spec.containers[].securityContext", "SecurityContext"],
  ["spec.containers[].livenessProbe", "Probe"],
  ["spec.containers[].lifecycle", "Lifecycle"],
  ["spec.containers[].lifecycle.preStop", "LifecycleHandler"],
  ["spec.containers[].env[].valueFrom", "EnvVarSource"],
  ["spec.containers[].volumeMounts[]", "VolumeMount"],
  ["spec.volumes[]", "Volume"],
  ["spec.volumes[].projected.sources[]", "VolumeProjection"],
  ["status", "PodStatus"],
  ["status.containerStatuses[]", "ContainerStatus"],
];

const rows = new Map([...text.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, field = "", shown = ""]) => [field, shown]));

test("every field of a Pod has a row, and every row a field", () => {
  const fields = definitions.flatMap(([prefix, name]) => Object.keys(schemas[`io.k8s.api.core.v1.${name}`]?.properties ?? {}).map((field) => `${prefix}.${field}`));
  assert.ok(fields.length > 200, `only ${fields.length} fields were found`);
  assert.deepEqual([...rows.keys()].sort(), fields.sort());
});

test("every file that a row names is there", () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  assert.deepEqual(links.filter((link) => !existsSync(join(dirname(page), link))), []);
});

test("every test row that is named stands in its file", () => {
  const missing: string[] = [];
  for (const [field, shown] of rows) {
    for (const [, file = "", names = ""] of shown.matchAll(/\[test\/kubelet\/[^\]]+\]\(\.\.\/([^)]+)\): ([^;|]+)/g)) {
      const source = readFileSync(join(root, file), "utf8");
      for (const name of names.replaceAll(/\([^)]*\)/g, "").split(",").map((each) => each.trim())) {
        if (/^[a-z]+(-[a-z]+)+$/.test(name) && !isNamedIn(source, name)) missing.push(`${field}: ${name} in ${file}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

/** A row of a table is named by a string of its own, a test by the beginning of its sentence: `one-row, another: …`. */
function isNamedIn(source: string, name: string): boolean {
  return source.includes(`"${name}"`) || new RegExp(`test\\("(?:[a-z-]+, )*${name}[,:]`).test(source);
}
