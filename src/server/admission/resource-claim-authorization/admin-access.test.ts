import assert from "node:assert/strict";
import { test } from "node:test";
import { servedResources } from "../../../api/resources.ts";
import type { ResourceClaim } from "../../../api/types/resource/v1.gen.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { AdmissionContext } from "../context.ts";
import { plugin } from "./plugin.ts";

const info = servedResources.find(({ group, resource }) => group === "resource.k8s.io" && resource === "resourceclaims") as AdmissionAttributes["info"];

/** Whether it is refused in a namespace with these labels. */
async function isRefused(attributes: Partial<AdmissionAttributes>, labels: Record<string, string>): Promise<boolean> {
  const authorizer = { authorize: () => ({ verdict: "allow", reason: "" }) };
  const context = { authorizer, objects: { find: async () => ({ metadata: { labels } }) } } as unknown as AdmissionContext;
  const request = { info, verb: "update", namespace: "n", user: { name: "u", groups: [] }, dryRun: false, warn() {}, ...attributes } as AdmissionAttributes;
  const { handles, validate } = plugin(context);
  assert.equal(handles(request), true);
  return Promise.resolve(validate?.(request)).then(
    () => false,
    () => true,
  );
}

const asking = (adminAccess: boolean): ResourceClaim => ({ metadata: { name: "x" }, spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "c", adminAccess } }] } } });
const having = (adminAccess: boolean): ResourceClaim => ({ ...asking(true), status: { allocation: { devices: { results: [{ request: "r", driver: "d", pool: "p", device: "d", adminAccess }] } } } });
const create = (object: ResourceClaim) => ({ operation: "CREATE" as const, object });
const update = (object: ResourceClaim, oldObject: ResourceClaim) => ({ operation: "UPDATE" as const, subresource: "status", object, oldObject });
const labelled = { "resource.kubernetes.io/admin-access": "true" };

const cases: { name: string; attributes: Partial<AdmissionAttributes>; labels?: Record<string, string>; isRefused: boolean }[] = [
  { name: "a claim for administration", attributes: create(asking(true)), isRefused: true },
  { name: "a claim for administration in a namespace that says no", attributes: create(asking(true)), labels: { "resource.kubernetes.io/admin-access": "false" }, isRefused: true },
  { name: "a claim for administration in a namespace that is labelled for it", attributes: create(asking(true)), labels: labelled, isRefused: false },
  { name: "a claim for use", attributes: create(asking(false)), isRefused: false },
  { name: "an allocation for administration", attributes: update(having(true), having(false)), isRefused: true },
  { name: "an allocation for administration in a namespace that is labelled for it", attributes: update(having(true), having(false)), labels: labelled, isRefused: false },
  { name: "an allocation for administration that is there already", attributes: update(having(true), having(true)), isRefused: false },
];

for (const { name, attributes, labels = {}, isRefused: expected } of cases) {
  test(`${name} is ${expected ? "refused" : "taken"}`, async () => assert.equal(await isRefused(attributes, labels), expected));
}
