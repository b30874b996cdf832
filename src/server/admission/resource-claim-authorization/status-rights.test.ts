import assert from "node:assert/strict";
import { test } from "node:test";
import { servedResources } from "../../../api/resources.ts";
import type { AllocatedDeviceStatus, AllocationResult, ResourceClaim, ResourceClaimStatus } from "../../../api/types/resource/v1.gen.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { ResourceAttributes } from "../../authz/attributes.ts";
import type { Authorizer } from "../../authz/authorizer.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { checkStatusRights } from "./status-rights.ts";

const info = servedResources.find(({ group, version, resource }) => group === "resource.k8s.io" && version === "v1" && resource === "resourceclaims") as AdmissionAttributes["info"];
const driverPod: UserInfo = { name: "system:serviceaccount:dra:driver", groups: [], extra: { "authentication.kubernetes.io/node-name": ["n1"] } };
const onNode = (name: string, more: object = {}): AllocationResult => ({ nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [name] }], ...more }] } });
const device = (driver: string, more: Partial<AllocatedDeviceStatus> = {}): AllocatedDeviceStatus => ({ driver, pool: "p", device: "d", ...more });
const claim = (status?: ResourceClaimStatus): ResourceClaim => ({ metadata: { name: "c", namespace: "n" }, spec: {}, ...(status === undefined ? {} : { status }) });

/** What was asked for, and what is said where only `allowed` is. Rights are written `verb subresource[ namespace/name]`. */
function check(row: Pick<Row, "verb" | "user" | "before" | "after" | "allowed">): { asked: string[]; errors: string[] } {
  const asked: string[] = [];
  const authorizer: Authorizer = {
    authorize(attributes) {
      const { verb, subresource, namespace, name } = attributes as ResourceAttributes;
      const right = `${verb} ${subresource}${name === undefined ? "" : ` ${namespace}/${name}`}`;
      asked.push(right);
      return (row.allowed ?? []).includes(right) ? { verdict: "allow", reason: "" } : { verdict: "noOpinion", reason: "" };
    },
  };
  const attributes: AdmissionAttributes = { operation: "UPDATE", verb: row.verb ?? "update", info, subresource: "status", namespace: "n", name: "c", object: claim(row.after), oldObject: claim(row.before), user: row.user ?? { name: "u", groups: [] }, dryRun: false, warn() {} };
  return { asked, errors: checkStatusRights(attributes, authorizer).map(({ type, field, detail }) => `${field}: ${type}: ${detail}`) };
}

interface Row {
  readonly name: string;
  readonly verb?: string;
  readonly user?: UserInfo;
  readonly before?: ResourceClaimStatus;
  readonly after?: ResourceClaimStatus;
  readonly allowed?: readonly string[];
  readonly asked: readonly string[];
  readonly errors?: readonly string[];
}

const bindingDenied = 'status.allocation: Forbidden: changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="update" permission: resourceclaims.resource.k8s.io is forbidden: User "u" cannot update resource "resourceclaims/binding" in API group "resource.k8s.io" at the cluster scope';
const pod = { resource: "pods", name: "p", uid: "u" };

const rows: readonly Row[] = [
  { name: "nothing changes", before: { allocation: onNode("n1") }, after: { allocation: onNode("n1") }, asked: [] },
  { name: "an allocation", after: { allocation: onNode("n1") }, asked: ["update binding"], errors: [bindingDenied] },
  { name: "an allocation of nothing", after: { allocation: {} }, asked: ["update binding"], errors: [bindingDenied] },
  { name: "an allocation by who may bind", after: { allocation: onNode("n1") }, allowed: ["update binding"], asked: ["update binding"] },
  { name: "an allocation taken away, with what drivers told", before: { allocation: {}, devices: [device("a")] }, allowed: ["update binding"], asked: ["update binding"] },
  { name: "a patch", verb: "patch", before: { allocation: {} }, after: { allocation: {}, reservedFor: [pod] }, allowed: ["patch binding"], asked: ["patch binding"] },
  { name: "no one left, as a list of none", before: { allocation: {} }, after: { allocation: {}, reservedFor: [] }, asked: [] },
  {
    name: "a driver's word by somebody",
    before: { allocation: onNode("n1") },
    after: { allocation: onNode("n1"), devices: [device("a")] },
    asked: ["arbitrary-node:update driver n/a"],
    errors: ['status.devices: Forbidden: changing status.devices requires resource="resourceclaims/driver", verb="[arbitrary-node:update]" permission: resourceclaims.resource.k8s.io "a" is forbidden: User "u" cannot arbitrary-node:update resource "resourceclaims/driver" in API group "resource.k8s.io" in the namespace "n"'],
  },
  {
    name: "a driver's word from the claim's node without the right",
    user: driverPod,
    before: { allocation: onNode("n1") },
    after: { allocation: onNode("n1"), devices: [device("a")] },
    asked: ["associated-node:update driver n/a", "arbitrary-node:update driver n/a"],
    errors: ['status.devices: Forbidden: changing status.devices requires resource="resourceclaims/driver", verb="[associated-node:update arbitrary-node:update]" permission: resourceclaims.resource.k8s.io "a" is forbidden: User "system:serviceaccount:dra:driver" cannot associated-node:update resource "resourceclaims/driver" in API group "resource.k8s.io" in the namespace "n"'],
  },
  { name: "a driver's word from the claim's node", user: driverPod, before: { allocation: onNode("n1") }, after: { allocation: onNode("n1"), devices: [device("a")] }, allowed: ["associated-node:update driver n/a"], asked: ["associated-node:update driver n/a"] },
  { name: "a driver's word with the right to all nodes", user: driverPod, before: { allocation: onNode("n1") }, after: { allocation: onNode("n1"), devices: [device("a")] }, allowed: ["arbitrary-node:update driver n/a"], asked: ["associated-node:update driver n/a", "arbitrary-node:update driver n/a"] },
  { name: "a driver's word from another node", user: driverPod, before: { allocation: onNode("n2") }, after: { allocation: onNode("n2"), devices: [device("a")] }, allowed: ["arbitrary-node:update driver n/a"], asked: ["arbitrary-node:update driver n/a"] },
  {
    name: "a driver's word where the allocation says more than a node",
    user: driverPod,
    before: { allocation: onNode("n1", { matchExpressions: [{ key: "zone", operator: "Exists" }] }) },
    after: { allocation: onNode("n1", { matchExpressions: [{ key: "zone", operator: "Exists" }] }), devices: [device("a")] },
    allowed: ["arbitrary-node:update driver n/a"],
    asked: ["arbitrary-node:update driver n/a"],
  },
  {
    name: "one driver's device added, one's changed, one's removed and one's left, each driver asked for once and by name",
    before: { allocation: {}, devices: [device("gone"), device("same"), device("changed", { device: "1" }), device("changed", { device: "2" })] },
    after: { allocation: {}, devices: [device("same"), device("changed", { device: "1", data: {} }), device("changed", { device: "2", conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z", reason: "x", message: "" }] }), device("added", { shareID: "s" })] },
    allowed: ["arbitrary-node:update driver n/added", "arbitrary-node:update driver n/changed", "arbitrary-node:update driver n/gone"],
    asked: ["arbitrary-node:update driver n/added", "arbitrary-node:update driver n/changed", "arbitrary-node:update driver n/gone"],
  },
];

for (const row of rows) test(`rights to a claim's status: ${row.name}`, () => assert.deepEqual(check(row), { asked: row.asked, errors: row.errors ?? [] }));
