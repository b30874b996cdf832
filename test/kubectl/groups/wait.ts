import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Group } from "../table.ts";

/** `kubectl wait` and `kubectl events`. */
export const group: Group = {
  name: "wait",
  steps: [
    { args: "run slow --image=busybox --restart=Never --overrides='{\"spec\":{\"terminationGracePeriodSeconds\":0}}' -- sh -c 'sleep 600'", stdout: "pod/slow created\n" },
    { args: "wait --for=create pod/slow --timeout=60s", stdout: "pod/slow condition met\n" },
    { args: "wait --for=condition=Ready pod/slow --timeout=60s", stdout: "pod/slow condition met\n" },
    { args: "wait --for=condition=Ready=true pod -l run=slow --timeout=60s", stdout: "pod/slow condition met\n" },
    { args: "wait --for=condition=Ready=false pod/slow --timeout=1s", stderr: "error: timed out waiting for the condition on pods/slow\n", code: 1 },
    { args: "wait --for=condition=Nonsense pod/slow --timeout=0s", stderr: /timed out waiting for the condition on pods\/slow|condition/, code: 1 },
    { args: "wait --for=jsonpath={.status.phase}=Running pod/slow", stdout: "pod/slow condition met\n" },
    { args: "wait --for=jsonpath='{.status.podIP}' pod/slow", stdout: "pod/slow condition met\n" },
    { args: "wait --for=jsonpath={.nope pod/slow", stderr: /^error: unexpected path string, expected a /, code: 1 },
    { args: "wait pod/slow", stderr: "error: unrecognized condition: []\n", code: 1 },
    { args: "wait --for=nonsense pod/slow", stderr: 'error: unrecognized condition: "nonsense"\n', code: 1 },
    { args: "wait --for=condition=Ready pod/nobody --timeout=1s", stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 },
    { args: "wait --for=condition=Ready pod -l run=nobody --timeout=1s", stderr: "error: no matching resources found\n", code: 1 },
    { args: "wait --for=create pod/nobody --timeout=1s", stderr: /timed out waiting for the condition/, code: 1 },
    { args: "wait --for=delete pod/nobody --timeout=60s", stdout: "" },
    { args: "wait --for=delete pod/slow --timeout=3s", stderr: "error: timed out waiting for the condition on pods/slow\n", code: 1 },
    {
      name: "a wait for deletion ends when the pod goes",
      act: async (place) => {
        const waiting = place.kubectl("wait --for=delete pod/slow --timeout=60s");
        await place.kubectl("delete pod slow --wait=false");
        const { stdout, code } = await waiting;
        // Where the pod is gone before the wait began, there is nothing to say.
        assert.match(stdout, /^(?:pod\/slow condition met\n)?$/);
        assert.equal(code, 0);
      },
    },
    { args: "events --for=pod/slow", stdout: [/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/, /Normal +Scheduled +Pod\/slow +Successfully assigned wait\/slow to \S+\n/, /Normal +Created +Pod\/slow +Container created\n|Normal +Created +Pod\/slow +Created container:? slow\n/, /Normal +Started +Pod\/slow +Container started\n|Normal +Started +Pod\/slow +Started container slow\n/], eventually: true },
    { args: "events --types=Warning --for=cm/none", stderr: "No events found in wait namespace.\n" },
    { args: "events -A --no-headers", stdout: /\nwait +/ },
    { args: "events --chunk-size=1 -o go-template --template={{.kind}} --allow-missing-template-keys --show-managed-fields", stdout: /List$/ },
    {
      name: "events --watch goes on",
      act: async (place) => {
        const child = place.start(["events", "--watch", "--no-headers"]);
        const closed = once(child, "close");
        try {
          for await (const text of createInterface(child.stdout)) if (/Scheduled +Pod\/slow/.test(text)) return;
          assert.fail("kubectl events ended");
        } finally {
          child.kill();
          await closed;
        }
      },
    },
    { args: "events -o yaml", stdout: /^apiVersion: v1\nitems:\n- (?:action|apiVersion): / },
    { args: "get events", stdout: /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n(?:.*\n)*[\dms]+ +Normal +Scheduled +pod\/slow +Successfully assigned wait\/slow to \S+\n/ },
    { args: "get events --field-selector reason=Scheduled,involvedObject.name=slow -o jsonpath={.items[*].reason}", stdout: "Scheduled" },
    { args: "get events.events.k8s.io -o jsonpath={.items[0].regarding.name}", stdout: "slow" },
    { args: "get events -o wide", stdout: /^LAST SEEN +TYPE +REASON +OBJECT +SUBOBJECT +SOURCE +MESSAGE +FIRST SEEN +COUNT +NAME\n/ },
  ],
};
