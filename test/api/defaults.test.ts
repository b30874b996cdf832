import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeYaml } from "../../src/machinery/codec/yaml.ts";
import { deepFreeze } from "../../src/machinery/meta/deep-freeze.ts";
import type { KubeObject } from "../../src/machinery/meta/object.ts";
import { parseApiVersion } from "../../src/machinery/meta/resource.ts";
import { decodeObject } from "../../src/api/schema/decode.ts";
import { servedResources } from "../../src/api/resources.ts";
import { strategyFor } from "../../src/api/strategies.ts";
import { kinds } from "../kubectl/kinds.ts";

const manifests = [...kinds.map(({ manifest }) => manifest), "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 1}]}], hostNetwork: true}}"];

for (const manifest of manifests) {
  const object = decodeYaml(manifest) as KubeObject;
  const kind = { ...parseApiVersion(object.apiVersion ?? ""), kind: object.kind ?? "" };
  const info = servedResources.find((one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind);
  const applyDefaults = info && strategyFor(info.group, info.resource)?.applyDefaults;
  if (applyDefaults === undefined) continue;

  test(`defaults of ${kind.kind} in ${object.apiVersion}: an object that has them is not written to, since it may be shared`, () => {
    const once = decodeObject(kind, object).object;
    applyDefaults(once);
    assert.doesNotThrow(() => applyDefaults(deepFreeze(once)));
  });
}
