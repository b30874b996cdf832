import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { Container, PodSpec } from "../../types/core/v1.gen.ts";
import { aPod } from "./builders.ts";
import { prepareForUpdate } from "./prepare.ts";
import { subresources } from "./subresources.ts";
import { validateUpdate } from "./update-rules.ts";

const fieldsThatMay =
  "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** Only the first line of each message: the diff below it is for people. */
const firstLines = (texts: readonly string[]) => texts.map((text) => text.split("\n")[0]);

const toleration = { key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 } as const;
const cases: { name: string; before?: Partial<PodSpec>; after: Partial<PodSpec>; errors: string[] }[] = [
  { name: "another image", after: { containers: [{ name: "main", image: "busybox:2" }] }, errors: [] },
  { name: "no image, which both the spec and the change are told of", after: { containers: [{ name: "main", image: "" }] }, errors: ["spec.containers[0].image: Required value", "spec.containers[0].image: Required value"] },
  { name: "another name", after: { containers: [{ name: "other", image: "busybox:1" }] }, errors: [`spec: Forbidden: pod updates may not change fields other than ${fieldsThatMay}`] },
  {
    name: "one more container",
    after: { containers: [{ name: "main", image: "busybox:1" }, { name: "b", image: "b" }] },
    errors: ["spec.containers: Forbidden: pod updates may not add or remove containers"],
  },
  { name: "a deadline for a pod without", after: { activeDeadlineSeconds: 5 }, errors: [] },
  { name: "the same deadline", before: { activeDeadlineSeconds: 5 }, after: { activeDeadlineSeconds: 5 }, errors: [] },
  {
    name: "a later deadline",
    before: { activeDeadlineSeconds: 5 },
    after: { activeDeadlineSeconds: 6 },
    errors: ["spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"],
  },
  {
    name: "no deadline any more",
    before: { activeDeadlineSeconds: 5 },
    after: {},
    errors: ["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"],
  },
  { name: "one more toleration", after: { tolerations: [toleration] }, errors: [] },
  { name: "other seconds of a toleration", before: { tolerations: [toleration] }, after: { tolerations: [{ ...toleration, tolerationSeconds: 5 }] }, errors: [] },
  {
    name: "one toleration less",
    before: { tolerations: [toleration] },
    after: {},
    errors: ["spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"],
  },
  { name: "a negative grace to 1", before: { terminationGracePeriodSeconds: -1 }, after: { terminationGracePeriodSeconds: 1 }, errors: [] },
  { name: "a grace of 30 to 1", after: { terminationGracePeriodSeconds: 1 }, errors: [`spec: Forbidden: pod updates may not change fields other than ${fieldsThatMay}`] },
  { name: "a gate opens", before: { schedulingGates: [{ name: "g" }] }, after: {}, errors: [] },
  {
    name: "a gate is put up",
    after: { schedulingGates: [{ name: "g" }] },
    errors: ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'"],
  },
  { name: "a gated pod's node selector grows", before: { schedulingGates: [{ name: "g" }] }, after: { schedulingGates: [{ name: "g" }], nodeSelector: { a: "b" } }, errors: [] },
  { name: "an ungated pod's node selector grows", after: { nodeSelector: { a: "b" } }, errors: [`spec: Forbidden: pod updates may not change fields other than ${fieldsThatMay}`] },
];

for (const { name, before, after, errors } of cases) {
  test(`a pod's update: ${name}`, () => {
    assert.deepEqual(firstLines(validateUpdate(aPod({ spec: after }), aPod({ spec: before })).map(formatFieldError)), errors);
  });
}

test("a pod's update keeps the status, and a changed spec raises the generation by one", () => {
  const old = aPod({ phase: "Running" });
  const same = aPod({ phase: "Failed" });
  prepareForUpdate(same, old);
  assert.deepEqual([same.status?.phase, same.metadata.generation], ["Running", 1]);
  const changed = aPod({ spec: { containers: [{ name: "main", image: "busybox:2" }] } });
  prepareForUpdate(changed, old);
  assert.equal(changed.metadata.generation, 2);
});

const withCpu = (requests: string, limits?: string): Partial<PodSpec> => ({
  containers: [{ name: "main", image: "busybox:1", resources: { requests: { cpu: requests }, ...(limits === undefined ? {} : { limits: { cpu: limits } }) } }],
});

const withInit = (cpu: string, more: Partial<Container> = {}): Partial<PodSpec> => ({ ...withCpu("1"), initContainers: [{ name: "init", image: "busybox:1", resources: { requests: { cpu } }, ...more }] });

const resizes: { name: string; before: Partial<PodSpec>; after: Partial<PodSpec>; errors: string[] }[] = [
  { name: "more cpu", before: withCpu("1"), after: withCpu("2"), errors: [] },
  { name: "a limit is added", before: withCpu("1"), after: withCpu("1", "2"), errors: [] },
  { name: "a limit is taken away", before: withCpu("1", "2"), after: withCpu("1"), errors: ["spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed"] },
  { name: "more memory for the pod as a whole", before: { ...withCpu("1"), resources: { requests: { memory: "1Gi" } } }, after: { ...withCpu("1"), resources: { requests: { memory: "2Gi" } } }, errors: [] },
  { name: "first resources of the pod as a whole", before: withCpu("1"), after: { ...withCpu("1"), resources: { requests: { cpu: "2" } } }, errors: [] },
  { name: "the pod's own resources are taken away", before: { ...withCpu("1"), resources: { requests: { cpu: "2" } } }, after: withCpu("1"), errors: ["spec.resources: Forbidden: pod-level resources cannot be removed"] },
  { name: "a request of the pod as a whole is taken away", before: { ...withCpu("1"), resources: { requests: { cpu: "2", memory: "1Gi" } } }, after: { ...withCpu("1"), resources: { requests: { cpu: "2" } } }, errors: ["spec.resources.requests: Forbidden: pod-level resource requests cannot be removed"] },
  {
    name: "huge pages of the pod as a whole",
    before: { ...withCpu("1"), resources: { requests: { cpu: "2", "hugepages-2Mi": "2Mi" }, limits: { "hugepages-2Mi": "2Mi" } } },
    after: { ...withCpu("1"), resources: { requests: { cpu: "2", "hugepages-2Mi": "4Mi" }, limits: { "hugepages-2Mi": "4Mi" } } },
    errors: ["spec: Forbidden: only cpu and memory resources are mutable at pod-level"],
  },
  { name: "an init container that is no sidecar", before: withInit("1"), after: withInit("2"), errors: [] },
  { name: "what an init container has of something else", before: withInit("1", { resources: { requests: { cpu: "1", "ephemeral-storage": "1Gi" } } }), after: withInit("1", { resources: { requests: { cpu: "1", "ephemeral-storage": "2Gi" } } }), errors: ["spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable"] },
  { name: "what a container has of something else", before: withCpu("1"), after: { containers: [{ name: "main", image: "busybox:1", resources: { requests: { cpu: "1", "ephemeral-storage": "2Gi" } } }] }, errors: ["spec: Forbidden: only cpu and memory resources are mutable"] },
  { name: "another container", before: withCpu("1"), after: { containers: [{ name: "other", image: "busybox:1", resources: { requests: { cpu: "1" } } }] }, errors: ["spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize"] },
  {
    name: "another QoS class",
    before: {},
    after: withCpu("1"),
    errors: ['spec: Invalid value: "BestEffort": Pod QOS Class may not change as a result of resizing'],
  },
];

for (const { name, before, after, errors } of resizes) {
  test(`a pod's resize: ${name}`, () => {
    const old = aPod({ spec: before });
    old.status = { phase: "Running", qosClass: Object.keys(before).length === 0 ? "BestEffort" : "Burstable" };
    const draft = aPod({ spec: after });
    subresources["resize"]?.prepareForUpdate?.(draft, old, { now: 0 });
    assert.deepEqual((subresources["resize"]?.validateUpdate?.(draft, old) ?? []).map(formatFieldError), errors);
  });
}

test("a resize takes nothing but resources from the client", () => {
  const old = aPod({ spec: withCpu("1") });
  const draft = aPod({ spec: { containers: [{ name: "main", image: "other", resources: { requests: { cpu: "2" } } }] } });
  subresources["resize"]?.prepareForUpdate?.(draft, old, { now: 0 });
  assert.deepEqual([draft.spec.containers[0]?.image, draft.spec.containers[0]?.resources?.requests, draft.metadata.generation], ["busybox:1", { cpu: "2" }, 2]);
});

test("ephemeral containers are added and never removed", () => {
  const rules = subresources["ephemeralcontainers"];
  const old = aPod();
  const draft = aPod({ spec: { ephemeralContainers: [{ name: "debug", image: "busybox:1" }] } });
  rules?.prepareForUpdate?.(draft, old, { now: 0 });
  assert.deepEqual(rules?.validateUpdate?.(draft, old), []);
  assert.deepEqual(rules?.validateUpdate?.(old, draft).map(formatFieldError), ['spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n']);
});

test("a pod's update: what differs is shown as upstream's own type has it, with three lines around each change", () => {
  const before = aPod({ spec: { containers: [{ name: "main", image: "busybox:1" }] } });
  const after = aPod({ spec: { containers: [{ name: "other", image: "busybox:1" }], hostNetwork: true } });
  const [{ detail } = { detail: "" }] = validateUpdate(after, before);
  assert.equal(detail.slice(detail.indexOf("\n") + 1), `@@ -3,7 +3,7 @@
  "InitContainers": null,
  "Containers": [
   {
-   "Name": "main",
+   "Name": "other",
    "Image": "busybox:1",
    "Command": null,
    "Args": null,
@@ -44,7 +44,7 @@
  "AutomountServiceAccountToken": null,
  "NodeName": "",
  "SecurityContext": {
-  "HostNetwork": false,
+  "HostNetwork": true,
   "HostPID": false,
   "HostIPC": false,
   "ShareProcessNamespace": null,
`);
});
