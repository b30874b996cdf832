import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Group, mustRun, type Place } from "../table.ts";

const sleeps = "image: busybox, command: [sleep, '600']";

/** Pods, and the READY and STATUS in which each of them comes to rest. Source: kubernetes pkg/printers printPod. */
const pods: { name: string; spec: string; ready: string; status: string }[] = [
  { name: "gated", spec: `schedulingGates: [{name: example.com/g}], containers: [{name: c, ${sleeps}}]`, ready: "0/1", status: "SchedulingGated" },
  { name: "homeless", spec: `nodeSelector: {nowhere: here}, containers: [{name: c, ${sleeps}}]`, ready: "0/1", status: "Pending" },
  { name: "starting", spec: `initContainers: [{name: a, image: busybox, command: ['true']}, {name: b, ${sleeps}}], containers: [{name: c, ${sleeps}}]`, ready: "0/1", status: "Init:1/2" },
  { name: "not-started", spec: `restartPolicy: Never, initContainers: [{name: a, image: busybox, command: ['false']}], containers: [{name: c, ${sleeps}}]`, ready: "0/1", status: "Init:Error" },
  { name: "never-starting", spec: `initContainers: [{name: a, image: busybox, command: ['false']}], containers: [{name: c, ${sleeps}}]`, ready: "0/1", status: "Init:CrashLoopBackOff" },
  { name: "helped", spec: `initContainers: [{name: s, restartPolicy: Always, ${sleeps}}], containers: [{name: c, ${sleeps}}]`, ready: "2/2", status: "Running" },
  { name: "done", spec: "restartPolicy: Never, containers: [{name: c, image: busybox, command: ['true']}]", ready: "0/1", status: "Completed" },
  { name: "half-done", spec: `restartPolicy: Never, containers: [{name: c, image: busybox, command: ['true']}, {name: d, ${sleeps}}]`, ready: "1/2", status: "NotReady" },
  { name: "failed", spec: "restartPolicy: Never, containers: [{name: c, image: busybox, command: ['false']}]", ready: "0/1", status: "Error" },
  { name: "crashing", spec: "containers: [{name: c, image: busybox, command: ['false']}]", ready: "0/1", status: "CrashLoopBackOff" },
  { name: "unready", spec: `containers: [{name: c, ${sleeps}, readinessProbe: {exec: {command: ['false']}}}]`, ready: "0/1", status: "Running" },
  { name: "unset", spec: "containers: [{name: c, image: busybox, envFrom: [{configMapRef: {name: nope}}]}]", ready: "0/1", status: "CreateContainerConfigError" },
  { name: "unmounted", spec: `containers: [{name: c, ${sleeps}}], volumes: [{name: v, secret: {secretName: nope}}]`, ready: "0/1", status: "ContainerCreating" },
  { name: "unknown-program", spec: "restartPolicy: Never, containers: [{name: c, image: busybox, command: [nope]}]", ready: "0/1", status: "StartError" },
  { name: "never-pulled", spec: "containers: [{name: c, image: 'absent:1', imagePullPolicy: Never}]", ready: "0/1", status: "ErrImageNeverPull" },
  { name: "misnamed", spec: "containers: [{name: c, image: Not-A-Name}]", ready: "0/1", status: "InvalidImageName" },
  { name: "leaving", spec: "terminationGracePeriodSeconds: 600, containers: [{name: c, image: busybox, command: [sh, -c, 'trap : TERM; while true; do sleep 1; done']}]", ready: "1/1", status: "Terminating" },
];

/** Watches until every pod has shown the state that is expected of it. */
async function eachInItsState(place: Place): Promise<void> {
  const missing = new Map(pods.map(({ name, ready, status }) => [name, `${ready} ${status}`]));
  const child = place.start(["get", "pods", "-w", "--no-headers", "--request-timeout=90s"]);
  const closed = once(child, "close");
  try {
    for await (const line of createInterface(child.stdout)) {
      const [name = "", ready, status] = line.split(/ +/);
      if (missing.get(name) === `${ready} ${status}`) missing.delete(name);
      if (missing.size === 0) return;
    }
    assert.deepEqual(Object.fromEntries(missing), {}, `not seen; now there is:\n${await mustRun(place, "get pods")}`);
  } finally {
    child.kill();
    await closed;
  }
}

/** What STATUS says of pods in each state that they may come to. */
export const group: Group = {
  name: "states",
  files: { "pods.yaml": pods.map(({ name, spec }) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {${spec.includes("terminationGracePeriodSeconds") ? "" : "terminationGracePeriodSeconds: 0, "}${spec}}}`).join("\n---\n") },
  steps: [
    { args: "create -f pods.yaml", stdout: pods.map(({ name }) => `pod/${name} created\n`).join("") },
    { args: "wait --for=condition=Ready pod/leaving --timeout=60s", stdout: "pod/leaving condition met\n" },
    { args: "delete pod leaving --wait=false", stdout: 'pod "leaving" deleted from states namespace\n' },
    { name: "each pod comes to its state", act: eachInItsState },
    { name: "restarts say how long ago", args: "get pod crashing --no-headers", stdout: /^crashing +0\/1 +\w+ +\d+ \([\dms]+ ago\) +[\dms]+\n$/, eventually: true },
    { args: "get pods --field-selector=status.phase=Pending -o name", stdout: "pod/gated\npod/homeless\npod/misnamed\npod/never-pulled\npod/never-starting\npod/starting\npod/unmounted\npod/unset\n" },
    { args: "get pods --field-selector=status.phase=Failed -o name", stdout: "pod/failed\npod/not-started\npod/unknown-program\n" },
    { args: "delete pods --all --force", stdout: /force deleted/, stderr: /^Warning: Immediate deletion/ },
  ],
};
