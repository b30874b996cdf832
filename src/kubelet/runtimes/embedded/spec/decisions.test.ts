import assert from "node:assert/strict";
import { test } from "node:test";
import { limitFiles, weightOfShares } from "../../shared/cgroups/cgroup-tree.ts";
import { aContainerConfig, aSandboxConfig, aSecurityContext } from "../../../cri/builders.ts";
import type { SandboxPaths } from "../layout.ts";
import { capabilitiesOfMask, decideCapabilities } from "./capabilities.ts";
import { decideArgv } from "./image-config.ts";
import { buildSpec } from "./oci-spec.ts";
import { decideUser } from "./user.ts";

const image = { entrypoint: ["/entry"], cmd: ["serve"], env: [], user: "", workingDir: "", volumes: [], stopSignal: "" };
const argvCases = [
  { name: "neither command nor args: the image's own", command: [], args: [], argv: ["/entry", "serve"] },
  { name: "args alone replace the image's cmd", command: [], args: ["x"], argv: ["/entry", "x"] },
  { name: "a command replaces entrypoint and cmd", command: ["sh"], args: [], argv: ["sh"] },
  { name: "a command and args stand alone", command: ["sh"], args: ["-c"], argv: ["sh", "-c"] },
];
for (const { name, command, args, argv } of argvCases) test(name, () => assert.deepEqual(decideArgv({ command, args }, image), argv));

const passwd = "root:x:0:0::/root:/bin/sh\napp:x:100:101::/:/bin/sh\n";
const groups = "root:x:0:\napp:x:101:\nextra:x:200:other,app\nwheel:x:10:root\n";
const ask = { supplementalGroups: [], imageUser: "" };
const userCases = [
  { name: "nobody asked for: root with root's groups", question: ask, user: { uid: 0, gid: 0, supplementalGroups: [0, 10] } },
  { name: "the image's user by name, with its group and memberships", question: { ...ask, imageUser: "app" }, user: { uid: 100, gid: 101, supplementalGroups: [101, 200] } },
  { name: "the image's user and group by name", question: { ...ask, imageUser: "app:extra" }, user: { uid: 100, gid: 200, supplementalGroups: [200] } },
  { name: "a number that no file knows", question: { ...ask, runAsUser: 4242 }, user: { uid: 4242, gid: 0, supplementalGroups: [0] } },
  { name: "the pod's user wins over the image's, group included", question: { ...ask, imageUser: "app:extra", runAsUser: 0 }, user: { uid: 0, gid: 0, supplementalGroups: [0, 10] } },
  { name: "with Strict no memberships count", question: { ...ask, imageUser: "app", supplementalGroups: [7], supplementalGroupsPolicy: "Strict" as const }, user: { uid: 100, gid: 101, supplementalGroups: [101, 7] } },
  { name: "a name that the image does not know", question: { ...ask, imageUser: "ghost" }, user: undefined },
  { name: "a group that the image does not know", question: { ...ask, imageUser: "app:ghosts" }, user: undefined },
];
for (const { name, question, user } of userCases) test(`user: ${name}`, () => assert.deepEqual(decideUser(question, passwd, groups), user));

const bounding = ["CAP_CHOWN", "CAP_KILL", "CAP_NET_ADMIN", "CAP_NET_RAW"];
const capabilityCases = [
  { name: "the defaults, as far as the machine has them", privileged: false, add: [], drop: [], result: ["CAP_CHOWN", "CAP_KILL", "CAP_NET_RAW"] },
  { name: "one added, one dropped", privileged: false, add: ["NET_ADMIN"], drop: ["cap_kill"], result: ["CAP_CHOWN", "CAP_NET_ADMIN", "CAP_NET_RAW"] },
  { name: "ALL dropped, one added", privileged: false, add: ["CHOWN"], drop: ["ALL"], result: ["CAP_CHOWN"] },
  { name: "ALL added, one dropped", privileged: false, add: ["ALL"], drop: ["CHOWN"], result: ["CAP_KILL", "CAP_NET_ADMIN", "CAP_NET_RAW"] },
  { name: "one that the machine cannot give is left out", privileged: false, add: ["SYS_TIME"], drop: ["ALL"], result: [] },
  { name: "privileged: everything that the machine has", privileged: true, add: [], drop: ["ALL"], result: bounding },
];
for (const { name, privileged, add, drop, result } of capabilityCases) {
  test(`capabilities: ${name}`, () => assert.deepEqual(decideCapabilities({ privileged, addCapabilities: add, dropCapabilities: drop }, bounding), result));
}

test("capability masks are read bit by bit", () => assert.deepEqual(capabilitiesOfMask("0000000000000021"), ["CAP_CHOWN", "CAP_KILL"]));

test("cpu shares map onto cgroup v2's weights from end to end", () => {
  assert.deepEqual([1, 2, 1_024, 262_144, 300_000].map(weightOfShares), [1, 1, 39, 10_000, 10_000]);
});

test("limits are files of the version's own names; a quota below 0 is none", () => {
  const resources = { cpuQuotaUs: -1, cpuShares: 1_024, memoryLimitBytes: 1_000, pidsLimit: 5 };
  assert.deepEqual(limitFiles(2, resources), [["cpu", "cpu.weight", "39"], ["cpu", "cpu.max", "max 100000"], ["memory", "memory.max", "1000"], ["pids", "pids.max", "5"]]);
  assert.deepEqual(limitFiles(1, { cpuQuotaUs: 50_000 }), [["cpu", "cpu.cfs_period_us", "100000"], ["cpu", "cpu.cfs_quota_us", "50000"]]);
});

const unifiedRows = [
  { oomGroup: true, cgroupVersion: 2, unified: { "memory.oom.group": "1" } },
  { oomGroup: true, cgroupVersion: 1, unified: undefined },
  { oomGroup: undefined, cgroupVersion: 2, unified: undefined },
] as const;
for (const { oomGroup, cgroupVersion, unified } of unifiedRows) {
  test(`oomGroup ${oomGroup} on cgroup v${cgroupVersion} is ${JSON.stringify(unified)} in the specification`, () => {
    const config = aContainerConfig(["sleep"], { linux: { resources: { oomGroup }, securityContext: aSecurityContext() } });
    const sandboxPaths = { hostname: "", resolvConf: "", shm: "", net: "", uts: "", ipc: "", user: "" } as unknown as SandboxPaths;
    const { linux } = buildSpec({ config, sandbox: aSandboxConfig(), sandboxPaths, argv: [], imageEnv: [], cwd: "/", user: { uid: 0, gid: 0, supplementalGroups: [] }, rootfs: "/", cgroupsPath: "/c", devices: [], host: { boundingCapabilities: [], lowestOomScoreAdj: 0, cgroupVersion } });
    assert.deepEqual((linux["resources"] as { unified?: object }).unified, unified);
  });
}
