import assert from "node:assert/strict";
import { test } from "node:test";
import { aContainerConfig, aSandboxConfig, aSecurityContext } from "../../cri/builders.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { toRuntimeError } from "./errors.ts";
import { GrpcError } from "./grpc/grpc-error.ts";
import { pullReason } from "./images/containerd-images.ts";
import { importedNames } from "./images/import-archive.ts";
import type { WireContainerStatus } from "./cri-messages.ts";
import { fromWireContainer } from "./mapping/from-cri.ts";
import { withoutMarks } from "./mapping/marks.ts";
import { toWireContainer, toWireResources, toWireSandbox } from "./mapping/to-cri.ts";
import { exitCodeOf } from "./streams/command.ts";

const context = { clusterName: "dev", cgroupRoot: "/wherry-dev", lowestOomScoreAdj: 0, cgroupVersion: 2 } as const;

const errors: readonly (readonly [code: GrpcError["code"], message: string, expected: string])[] = [
  ["NotFound", "sandbox not found", "NotFound"],
  ["Unknown", 'failed to reserve sandbox name "a": name "a" is reserved for "b"', "AlreadyExists"],
  ["Unknown", "failed to set starting state for container \"a\": container is in CONTAINER_RUNNING state", "FailedPrecondition"],
  ["Unknown", "failed to exec in container: container is in CONTAINER_CREATED state", "FailedPrecondition"],
  ["DeadlineExceeded", "timeout 1s exceeded: context deadline exceeded", "DeadlineExceeded"],
  ["Unavailable", "connection refused", "Unavailable"],
  ["Unknown", "something else", "Internal"],
];
for (const [code, message, expected] of errors) {
  test(`errors: ${code} "${message}" is ${expected}`, () => {
    const error = toRuntimeError(new GrpcError(code, message));
    assert.deepEqual([error instanceof RuntimeError && error.code, (error as Error).message], [expected, message]);
  });
}
test("errors: an abort stays what it is", () => {
  const reason = new Error("enough");
  assert.equal(toRuntimeError(reason), reason);
});

const scores: readonly (readonly [asked: number | undefined, lowest: number, given: number])[] = [[-997, 0, 0], [-997, -1_000, -997], [1_000, 0, 1_000], [undefined, 0, 0], [undefined, 100, 100]];
for (const [asked, lowest, given] of scores) test(`oom_score_adj ${asked} where ${lowest} is the lowest is ${given}`, () => assert.equal(toWireResources({ oomScoreAdj: asked }, { lowestOomScoreAdj: lowest, cgroupVersion: 2 }).oomScoreAdj, given));

const unifiedRows = [
  { resources: { pidsLimit: 20, oomGroup: true }, cgroupVersion: 1, unified: undefined },
  { resources: {}, cgroupVersion: 2, unified: undefined },
  { resources: { oomGroup: false }, cgroupVersion: 2, unified: undefined },
  { resources: { pidsLimit: 20 }, cgroupVersion: 2, unified: { "pids.max": "20" } },
  { resources: { oomGroup: true }, cgroupVersion: 2, unified: { "memory.oom.group": "1" } },
  { resources: { pidsLimit: 20, oomGroup: true }, cgroupVersion: 2, unified: { "pids.max": "20", "memory.oom.group": "1" } },
] as const;
for (const { resources, cgroupVersion, unified } of unifiedRows) {
  test(`what of ${JSON.stringify(resources)} is told in cgroup v${cgroupVersion}'s names`, () => assert.deepEqual(toWireResources(resources, { lowestOomScoreAdj: 0, cgroupVersion }).unified, unified));
}

test("a sandbox lies below the cluster's cgroup and carries the cluster's mark beside its own labels", () => {
  const { labels, linux, annotations } = toWireSandbox(aSandboxConfig({ name: "a", labels: { app: "web" } }), context);
  assert.deepEqual(labels, { app: "web", "io.kubernetes.pod.uid": "uid-a", "wherry.dev/cluster": "dev" });
  assert.equal(linux.cgroupParent, "/wherry-dev/kubepods/besteffort/poduid-a");
  assert.deepEqual(withoutMarks(labels), { app: "web", "io.kubernetes.pod.uid": "uid-a" });
  assert.deepEqual(withoutMarks(annotations), {});
});

test("a container has the sandbox's namespaces, and another's processes where it is told so", () => {
  const sandbox = aSandboxConfig();
  const namespaces = (pidTarget?: string) => toWireContainer(aContainerConfig(["true"], { linux: { resources: {}, securityContext: aSecurityContext(), pidTarget } }), sandbox, context).linux.securityContext.namespaceOptions;
  assert.deepEqual(namespaces(), { network: "POD", pid: "CONTAINER", ipc: "POD" });
  assert.deepEqual(namespaces("abc"), { network: "POD", pid: "TARGET", ipc: "POD", targetId: "abc" });
});

const outcomes: readonly (readonly [text: string, code: number])[] = [
  ["", 0],
  ['{"metadata":{},"status":"Success"}', 0],
  ['{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"137"}]}}', 137],
];
for (const [text, code] of outcomes) test(`the end of a command ${text || "(nothing)"} is exit code ${code}`, () => assert.equal(exitCodeOf(text), code));
test("a command that could not be started is an error with the runtime's words", () => {
  assert.throws(() => exitCodeOf('{"status":"Failure","reason":"InternalError","message":"no such program"}'), /^RuntimeError: no such program$/);
  assert.throws(() => exitCodeOf("plain words"), /plain words/);
});

const prints: readonly (readonly [output: string, names: readonly string[]])[] = [
  ["unpacking docker.io/library/busybox:latest (sha256:7ac1)...done\n", ["docker.io/library/busybox:latest"]],
  ["unpacking docker.io/library/a:1 (sha256:1)...done\nunpacking docker.io/library/b:2 (sha256:2)...done\n", ["docker.io/library/a:1", "docker.io/library/b:2"]],
  ["docker.io/library/busybox:latest  \tsaved\t\napplication/vnd.oci.image.index.v1+json sha256:7ac1\n", ["docker.io/library/busybox:latest"]],
  ["", []],
];
for (const [output, names] of prints) test(`ctr prints ${JSON.stringify(output.slice(0, 30))}: ${names.length} names`, () => assert.deepEqual(importedNames(output), names));

const pulls: readonly (readonly [message: string, reason: string])[] = [
  ['failed to resolve reference "docker.io/library/a:1": dial tcp: lookup registry-1.docker.io: no such host', "RegistryUnavailable"],
  ['failed to parse image reference "A": invalid reference format', "InvalidImageName"],
  ['failed to resolve reference "docker.io/library/nope:1": pull access denied, repository does not exist', "ErrImagePull"],
];
for (const [message, reason] of pulls) test(`a pull that fails with "${message.slice(0, 40)}…" is ${reason}`, () => assert.equal(pullReason(message), reason));

const lives: readonly (readonly [name: string, status: { readonly state: string; readonly startedAt: number; readonly finishedAt: number }, told: { readonly startedAt?: number; readonly finishedAt?: number }])[] = [
  ["that runs has no end", { state: "CONTAINER_RUNNING", startedAt: 2e6, finishedAt: 0 }, { startedAt: 2, finishedAt: undefined }],
  ["that ended did so after its start", { state: "CONTAINER_EXITED", startedAt: 2e6, finishedAt: 9e6 }, { startedAt: 2, finishedAt: 9 }],
  ["whose end was noted before its start ended with that", { state: "CONTAINER_EXITED", startedAt: 9e6, finishedAt: 2e6 }, { startedAt: 9, finishedAt: 9 }],
  ["that could not be started has an end alone", { state: "CONTAINER_EXITED", startedAt: 0, finishedAt: 9e6 }, { startedAt: undefined, finishedAt: 9 }],
];
for (const [name, status, told] of lives) {
  test(`a container ${name}`, () => {
    const rest = { annotations: {}, labels: {}, mounts: [], createdAt: 1e6, stopSignal: "RUNTIME_DEFAULT" };
    const { startedAt, finishedAt } = fromWireContainer({ ...rest, ...status } as unknown as WireContainerStatus, "s");
    assert.deepEqual({ startedAt, finishedAt }, told);
  });
}
