import assert from "node:assert/strict";
import { test } from "node:test";
import type { IpFamily } from "../../../../api/shared/ip-addresses.ts";
import type { ServiceSpec } from "../../../../api/types/core/v1.gen.ts";
import { formatFieldError } from "../../../../machinery/errors/field-errors.ts";
import { settleFamilies } from "./families.ts";

const one: readonly IpFamily[] = ["IPv4"];
const two: readonly IpFamily[] = ["IPv4", "IPv6"];
const selector = { app: "web" };

interface Settled {
  readonly policy?: string;
  readonly families?: readonly string[];
}

const settled: { name: string; spec: ServiceSpec; old?: ServiceSpec; served?: readonly IpFamily[]; is: Settled }[] = [
  { name: "nothing said: one family", spec: { selector }, is: { policy: "SingleStack", families: ["IPv4"] } },
  { name: "nothing said where there are two: still one", spec: { selector }, served: two, is: { policy: "SingleStack", families: ["IPv4"] } },
  { name: "two preferred and one to be had: one", spec: { selector, ipFamilyPolicy: "PreferDualStack" }, is: { policy: "PreferDualStack", families: ["IPv4"] } },
  { name: "two preferred and to be had: two", spec: { selector, ipFamilyPolicy: "PreferDualStack" }, served: two, is: { policy: "PreferDualStack", families: ["IPv4", "IPv6"] } },
  { name: "the client's first family stays first", spec: { selector, ipFamilyPolicy: "RequireDualStack", ipFamilies: ["IPv6"] }, served: two, is: { policy: "RequireDualStack", families: ["IPv6", "IPv4"] } },
  { name: "an address says its family", spec: { selector, clusterIP: "fd00::5", clusterIPs: ["fd00::5"] }, served: two, is: { policy: "SingleStack", families: ["IPv6"] } },
  { name: "headless with a selector is like the others", spec: { selector, clusterIP: "None", clusterIPs: ["None"] }, is: { policy: "SingleStack", families: ["IPv4"] } },
  { name: "headless without a selector has both families", spec: { clusterIP: "None", clusterIPs: ["None"] }, is: { policy: "RequireDualStack", families: ["IPv4", "IPv6"] } },
  { name: "an ExternalName has neither", spec: { type: "ExternalName", externalName: "example.com" }, is: {} },
  { name: "an update that leaves the policy out keeps it", spec: { selector, ipFamilies: ["IPv4"] }, old: { ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv4"] }, is: { policy: "PreferDualStack", families: ["IPv4"] } },
  {
    name: "back to one family drops the second",
    spec: { ipFamilyPolicy: "SingleStack", selector, clusterIPs: ["10.96.0.9", "fd00::9"], ipFamilies: ["IPv4", "IPv6"] },
    old: { ipFamilyPolicy: "RequireDualStack", clusterIPs: ["10.96.0.9", "fd00::9"], ipFamilies: ["IPv4", "IPv6"] },
    served: two,
    is: { policy: "SingleStack", families: ["IPv4"] },
  },
];

for (const { name, spec, old, served = one, is } of settled) {
  test(`service families: ${name}`, () => {
    const draft = structuredClone(spec);
    assert.deepEqual(settleFamilies(draft, { old, served }), []);
    assert.deepEqual({ policy: draft.ipFamilyPolicy, families: draft.ipFamilies }, { policy: is.policy, families: is.families });
  });
}

const refused: { name: string; spec: ServiceSpec; served?: readonly IpFamily[]; why: string }[] = [
  { name: "two required and one to be had", spec: { selector, ipFamilyPolicy: "RequireDualStack" }, why: 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services' },
  { name: "a family that the cluster lacks", spec: { selector, ipFamilies: ["IPv6"] }, why: 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster' },
  { name: "two families in a single stack", spec: { selector, ipFamilyPolicy: "SingleStack", ipFamilies: ["IPv4", "IPv6"] }, served: two, why: "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified" },
];

for (const { name, spec, served = one, why } of refused) {
  test(`service families: refuses ${name}`, () => assert.deepEqual(settleFamilies(structuredClone(spec), { served }).map(formatFieldError), [why]));
}
