import assert from "node:assert/strict";
import { type Group, mustRun, type Place } from "../table.ts";

const pod = (name: string, volumes = "") => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {drain: me}}\nspec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: busybox, command: [sleep, '600']}]${volumes}}\n`;

async function onNode(place: Place, args: readonly string[], expected: { code?: number; stdout?: RegExp; stderr?: RegExp }): Promise<void> {
  const node = (await mustRun(place, "get nodes -o jsonpath={.items[0].metadata.name}")).trim();
  const { code, stdout, stderr } = await place.kubectl(args.map((word) => word.replaceAll("NODE", node)));
  assert.equal(code, expected.code ?? 0, stdout + stderr);
  assert.match(stdout, expected.stdout ?? /^/);
  assert.match(stderr, expected.stderr ?? /^$/);
}

/** `kubectl cordon`, `uncordon`, `drain` and `taint` of the node that runs everything. */
export const group: Group = {
  name: "nodes",
  alone: true,
  files: { "job.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {name: owner}\nspec: {template: {metadata: {labels: {drain: me}}, spec: {terminationGracePeriodSeconds: 0, restartPolicy: Never, containers: [{name: c, image: busybox, command: [sleep, '600']}]}}}\n", "bare.yaml": pod("bare"), "local.yaml": pod("local", ", volumes: [{name: v, emptyDir: {}}]"), "pdb.yaml": "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: keep}\nspec: {minAvailable: 1, selector: {matchLabels: {drain: me}}}\n" },
  steps: [
    { name: "cordon", act: (place) => onNode(place, ["cordon", "NODE"], { stdout: /^node\/\S+ cordoned\n$/ }) },
    { name: "cordon again", act: (place) => onNode(place, ["cordon", "NODE"], { stdout: /^node\/\S+ already cordoned\n$/ }) },
    { args: "get nodes", stdout: /^NAME +STATUS +ROLES +AGE +VERSION\n\S+ +Ready,SchedulingDisabled +\S+ +\S+ +v1\.36\.\S+\n$/ },
    { args: "create -f job.yaml", stdout: "job.batch/owner created\n" },
    { args: ["wait", '--for=jsonpath={.status.conditions[?(@.type=="PodScheduled")].reason}=Unschedulable', "pod", "-l", "job-name=owner", "--timeout=60s"], stdout: /condition met\n$/, eventually: true },
    { args: "events --types=Warning --no-headers", stdout: /FailedScheduling +Pod\/owner-\w+ +0\/1 nodes are available: 1 node\(s\) were unschedulable\. no new claims to deallocate, preemption: 0\/1 nodes are available: 1 Preemption is not helpful for scheduling\./, eventually: true },
    { name: "uncordon", act: (place) => onNode(place, ["uncordon", "NODE"], { stdout: /^node\/\S+ uncordoned\n$/ }) },
    { args: "wait --for=condition=Ready pod -l job-name=owner --timeout=60s", stdout: /condition met\n$/ },
    { args: "create -f bare.yaml -f local.yaml", stdout: "pod/bare created\npod/local created\n" },
    { args: "wait --for=condition=Ready pod/bare pod/local --timeout=60s", stdout: /condition met\n$/ },
    { name: "drain says what it would do", act: (place) => onNode(place, ["drain", "NODE", "--dry-run=server", "--pod-selector=job-name=owner"], { stdout: /^node\/\S+ cordoned \(server dry run\)\nevicting pod nodes\/owner-\w+ \(server dry run\)\nnode\/\S+ drained \(server dry run\)\n$/ }) },
    { name: "drain refuses pods of no controller and local data", act: (place) => onNode(place, ["drain", "NODE", "--pod-selector=drain=me"], { code: 1, stdout: /cordoned\n$/, stderr: /cannot delete Pods with local storage \(use --delete-emptydir-data to override\): nodes\/local.*cannot delete (?:cannot delete )?Pods that declare no controller \(use --force to override\): nodes\/bare|cannot delete Pods that declare no controller/s }) },
    { name: "drain of one pod by its labels evicts it", act: (place) => onNode(place, ["drain", "NODE", "--pod-selector=job-name=owner", "--timeout=60s"], { stdout: /evicting pod nodes\/owner-\w+\npod\/owner-\w+ evicted\nnode\/\S+ drained\n$/, stderr: /^(?:Warning: .*\n)*$/ }) },
    { name: "drain --force --delete-emptydir-data takes the rest", act: (place) => onNode(place, ["drain", "NODE", "--pod-selector=drain=me", "--force", "--delete-emptydir-data", "--ignore-daemonsets", "--grace-period=0", "--timeout=60s"], { stdout: /pod\/bare evicted\n/, stderr: /^Warning: deleting Pods that declare no controller: nodes\/bare, nodes\/local\n/ }) },
    { args: "get pods bare local --ignore-not-found", stdout: "" },
    { name: "drain --disable-eviction deletes", act: (place) => onNode(place, ["drain", "NODE", "--pod-selector=drain=me", "--disable-eviction", "--force"], { stdout: /drained\n$/, stderr: /^/ }) },
    { name: "uncordon after the drain", act: (place) => onNode(place, ["uncordon", "NODE"], { stdout: /uncordoned\n$/ }) },
    { args: "create -f bare.yaml", stdout: "pod/bare created\n" },
    { args: "wait --for=condition=Ready pod/bare --timeout=60s", stdout: "pod/bare condition met\n" },
    { name: "a NoExecute taint", act: (place) => onNode(place, ["taint", "node", "NODE", "gone=away:NoExecute"], { stdout: /^node\/\S+ tainted\n$/ }) },
    { name: "it evicts", args: "wait --for=delete pod/bare --timeout=60s", stdout: /^(?:pod\/bare condition met\n)?$/ },
    { name: "the taint goes", act: (place) => onNode(place, ["taint", "node", "NODE", "gone-"], { stdout: /^node\/\S+ untainted\n$/ }) },
    { args: "create -f bare.yaml", stdout: "pod/bare created\n" },
    { name: "pods may come back", args: "wait --for=condition=Ready pod/bare --timeout=60s", stdout: "pod/bare condition met\n" },
    { name: "top node needs metrics", act: (place) => onNode(place, ["top", "node", "NODE"], { code: 1, stderr: /^error: Metrics API not available\n$/ }) },
    { name: "node proxies reach the kubelet", act: (place) => onNode(place, ["get", "--raw", "/api/v1/nodes/NODE/proxy/healthz"], { stdout: /^ok$/ }) },
    { name: "describe node", act: (place) => onNode(place, ["describe", "node", "NODE"], { stdout: /^Name: +\S+\nRoles: +\S+\nLabels: .*\nAnnotations: .*\nCreationTimestamp: .*\nTaints: +<none>\nUnschedulable: +false\nLease:\n.*Conditions:\n.*Addresses:\n.*Capacity:\n.*Allocatable:\n.*System Info:\n.*Kernel Version:.*\n.*OS Image:.*\n.*Container Runtime Version:.*\n.*Kubelet Version: +v1\.36.*Non-terminated Pods:.*Allocated resources:\n.*Events:/s }) },
    { args: "delete -f job.yaml", stdout: 'job.batch "owner" deleted from nodes namespace\n' },
    { args: "drain", stderr: "error: USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples\n", code: 1 },
    { args: "cordon nobody", stderr: 'Error from server (NotFound): nodes "nobody" not found\n', code: 1 },
  ],
};
