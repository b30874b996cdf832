import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { untilItHolds } from "../../support/until.ts";
import { type Group, mustRun } from "../table.ts";

const pod = (name: string, spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {terminationGracePeriodSeconds: 0, restartPolicy: Never, ${spec}}\n`;

/** `kubectl run`, `exec`, `attach`, `cp`, `debug` and `logs`. */
export const group: Group = {
  name: "pods",
  files: {
    "two.yaml": pod("two", "containers: [{name: one, image: busybox, command: [sh, -c, 'echo from one; sleep 600']}, {name: other, image: busybox, command: [sh, -c, 'echo from other; sleep 600']}], initContainers: [{name: first, image: busybox, command: [echo, from first]}]"),
    "local.txt": "local text\n",
  },
  steps: [
    { args: "run box --image=busybox --restart=Never --labels=app=box,x=y --env=GREETING=hello --annotations=note=kept --port=8080 --overrides='{\"spec\":{\"terminationGracePeriodSeconds\":0}}' --command -- sh -c 'echo started; exec sleep 600'", stdout: "pod/box created\n" },
    { args: "run box --image=busybox", stderr: 'Error from server (AlreadyExists): pods "box" already exists\n', code: 1 },
    { args: "run --image=busybox", stderr: "error: NAME is required for run\nSee 'kubectl run -h' for help and examples\n", code: 1 },
    { args: "run tried --image=busybox --dry-run=client -o yaml", stdout: /^apiVersion: v1\nkind: Pod\nmetadata:\n {2}labels:\n {4}run: tried\n {2}name: tried\n/ },
    { args: "run tried --image=busybox --dry-run=server", stdout: "pod/tried created (server dry run)\n" },
    { args: "run Bad_Name --image=busybox", stderr: /^The Pod "Bad_Name" is invalid: \n\* metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of .*\n\* spec\.containers\[0\]\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 label must consist of /, code: 1 },
    { args: "wait --for=condition=Ready pod/box --timeout=60s", stdout: "pod/box condition met\n" },
    { args: "get pod box", stdout: /^NAME +READY +STATUS +RESTARTS +AGE\nbox +1\/1 +Running +0 +[\dms]+\n$/ },
    { args: "get pod box -o wide", stdout: /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\nbox +1\/1 +Running +0 +[\dms]+ +10\.\S+ +\S+ +<none> +<none>\n$/ },

    { args: "exec box -- sh -c 'echo $GREETING'", stdout: "hello\n" },
    { args: "exec box -c box -- true", stdout: "" },
    { name: "over SPDY", args: "exec -i box -- sh -c 'cat; echo err >&2; exit 6'", stdin: "sent in\n", env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" }, stdout: "sent in\n", stderr: "err\ncommand terminated with exit code 6\n", code: 6 },
    { name: "over SPDY", args: "cp local.txt box:/tmp/spdy.txt", env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" }, stdout: "" },
    { name: "over SPDY", args: "run spdy -i --rm -q --image=busybox --restart=Never -- cat", stdin: "attached\n", env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" }, stdout: /^attached\n/ },
    { args: "exec -i box -- cat", stdin: "sent in", stdout: "sent in" },
    { args: "exec pod/box -- sh -c 'echo out; echo err >&2; exit 3'", stdout: "out\n", stderr: "err\ncommand terminated with exit code 3\n", code: 3 },
    { args: "exec -q box -- sh -c 'exit 4'", stderr: "command terminated with exit code 4\n", code: 4 },
    { name: "a very long command", args: ["exec", "box", "--", "echo", "a".repeat(20_000)], stdout: `${"a".repeat(20_000)}\n` },
    { name: "a very long command over SPDY", args: ["exec", "box", "--", "echo", "b".repeat(20_000)], env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" }, stdout: `${"b".repeat(20_000)}\n` },
    { args: "exec box -c nope -- true", stderr: "error: container nope is not valid for pod box out of: box\n", code: 1 },
    { args: "exec nobody -- true", stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 },
    { args: "exec box -- no-such-program", stderr: /not found/i, code: 255 },
    { args: "exec box", stderr: "error: you must specify at least one command for the container\n", code: 1 },

    { args: "create -f two.yaml", stdout: "pod/two created\n" },
    { args: "wait --for=condition=Ready pod/two --timeout=60s", stdout: "pod/two condition met\n" },
    { args: "exec two -- echo default", stdout: "default\n", stderr: "Defaulted container \"one\" out of: one, other, first (init)\n" },
    { args: "logs box", stdout: "started\n", eventually: true },
    { args: "logs two", stdout: "from one\n", stderr: "Defaulted container \"one\" out of: one, other, first (init)\n", eventually: true },
    { args: "logs two -c other", stdout: "from other\n", eventually: true },
    { args: "logs two -c first", stdout: "from first\n" },
    { args: "logs two -c nope", stderr: "error: container nope is not valid for pod two out of: one, other, first (init)\n", code: 1 },
    { args: "logs two --all-containers", stdout: [/^from first$/m, /^from one$/m, /^from other$/m] },
    { args: "logs two --all-containers --prefix", stdout: [/^\[pod\/two\/first\] from first$/m, /^\[pod\/two\/one\] from one$/m, /^\[pod\/two\/other\] from other$/m] },
    { args: "logs -l app=box", stdout: "started\n" },
    { args: "logs -l app=box --all-containers --max-log-requests=1 --tail=1", stdout: "started\n" },
    { args: "logs -l app=none", stderr: "No resources found in pods namespace.\n" },
    { args: "logs two --all-containers --max-log-requests=1 -f", stderr: "error: you are attempting to follow 3 log streams, but maximum allowed concurrency is 1, use --max-log-requests to increase the limit\n", code: 1 },
    { args: "logs box --timestamps", stdout: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d) started\n$/ },
    { args: "logs box --since=1h --tail=5 --limit-bytes=4", stdout: "star" },
    { args: "logs box --since-time=2001-01-01T00:00:00Z", stdout: "started\n" },
    { args: "logs box --since=1s --since-time=2001-01-01T00:00:00Z", stderr: "error: at most one of `sinceTime` or `sinceSeconds` may be specified\n", code: 1 },
    { args: "logs box --tail=-5", stderr: "error: --tail must be greater than or equal to -1\n", code: 1 },
    { args: "get --raw /api/v1/namespaces/pods/pods/box/log?tailLines=-1", stderr: 'The PodLogOptions "" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0\n', code: 1 },
    { args: "get --raw /api/v1/namespaces/pods/pods/box/log?container=nope", stderr: "Error from server (BadRequest): container nope is not valid for pod box\n", code: 1 },
    { args: "logs box -p", stderr: 'Error from server (BadRequest): previous terminated container "box" in pod "box" not found\n', code: 1 },
    { args: "logs nobody", stderr: 'error: error from server (NotFound): pods "nobody" not found in namespace "pods"\n', code: 1 },
    { args: "run follow --image=busybox --restart=Never --command -- sh -c 'for i in 1 2 3; do echo $i; sleep 0.2; done'", stdout: "pod/follow created\n" },
    { args: "wait --for=jsonpath={.status.phase}=Succeeded pod/follow --timeout=60s", stdout: "pod/follow condition met\n" },
    { args: "logs -f follow --pod-running-timeout=30s", stdout: "1\n2\n3\n" },
    { args: "logs follow --tail=1", stdout: "3\n" },
    { args: "logs follow --tail=0", stdout: "" },
    { args: "attach follow", stderr: "error: cannot attach a container in a completed pod; current phase is Succeeded\n", code: 1 },
    {
      name: "run --attach shows what the container prints, and ends with it",
      act: async (place) => {
        const child = place.start(["run", "seen", "--image=busybox", "--restart=Never", "--attach", "--rm", "-q", "--", "sh", "-c", "until [ -e /end ]; do echo attached; sleep 0.1; done"]);
        const closed = once(child, "close");
        try {
          let asked = false;
          for await (const line of createInterface(child.stdout)) {
            assert.equal(line, "attached");
            if (!asked) await mustRun(place, "exec seen -- touch /end");
            asked = true;
          }
          assert.deepEqual([asked, await closed], [true, [0, null]]);
        } finally {
          child.kill();
          await closed;
        }
      },
    },
    { args: "run echo -i --image=busybox --restart=Never --rm -q -- cat", stdin: "piped\n", stdout: /piped\n/ },
    { name: "an input that is left open outlives the one who typed", args: "run stays -i --leave-stdin-open --image=busybox --restart=Never -q --command -- cat", stdin: "typed\n" },
    { args: "logs stays", stdout: "typed\n", eventually: true },
    { args: "delete pod stays --now", stdout: 'pod "stays" deleted from pods namespace\n' },
    { name: "the exit code of the container is kubectl's", args: "run failing --attach --image=busybox --restart=Never --rm -q -- sh -c 'exit 5'", stderr: /terminated \(Error\)/, code: 5 },

    { args: "cp local.txt box:/tmp/copied.txt", stdout: "" },
    { args: "exec box -- cat /tmp/copied.txt", stdout: "local text\n" },
    { args: "cp pods/box:/tmp/copied.txt back.txt -c box", stdout: /^(?:tar: removing leading '\/' from member names\n)?$/i },
    {
      name: "cp brought the file back, and carries folders both ways",
      act: async (place) => {
        assert.equal(readFileSync(join(place.folder, "back.txt"), "utf8"), "local text\n");
        mkdirSync(join(place.folder, "tree/deep"), { recursive: true });
        writeFileSync(join(place.folder, "tree/deep/leaf"), "leaf");
        await mustRun(place, "cp tree box:/tmp/tree");
        assert.equal(await mustRun(place, "exec box -- cat /tmp/tree/deep/leaf"), "leaf");
        await mustRun(place, "cp box:/tmp/tree returned --retries=2 --no-preserve");
        assert.equal(readFileSync(join(place.folder, "returned/deep/leaf"), "utf8"), "leaf");
      },
    },
    { name: "tar in the container says so, kubectl does not fail", args: "cp box:/no/such/file gone.txt", stdout: /No such file or directory/ },

    { args: "debug box --image=busybox -c debugger --attach=false -- sh -c 'echo in debugger; sleep 600'", stderr: /^(?:Targeting|If you|--profile|Warning|$)/ },
    { args: ["wait", '--for=jsonpath={.status.ephemeralContainerStatuses[?(@.name=="debugger")].state.running}', "pod/box", "--timeout=60s"], stdout: "pod/box condition met\n" },
    { args: "logs box -c debugger", stdout: "in debugger\n", eventually: true },
    { args: "debug box --image=busybox --target=box -c second --profile=general --attach=false -- sh -c 'ps | grep -c sleep; sleep 600'", stdout: /Targeting container "box"\. If you don't see processes from this container it may be because the container runtime doesn't support this feature\.\n/ },
    { args: ["wait", '--for=jsonpath={.status.ephemeralContainerStatuses[?(@.name=="second")].state.running}', "pod/box", "--timeout=60s"], stdout: "pod/box condition met\n" },
    { args: "get pod box -o jsonpath={.spec.ephemeralContainers[*].name}/{.spec.ephemeralContainers[1].targetContainerName}", stdout: "debugger second/box" },
    { args: "debug box --copy-to=copy --set-image=box=busybox --share-processes=false --attach=false", stdout: "" },
    { args: "wait --for=condition=Ready pod/copy --timeout=60s", stdout: "pod/copy condition met\n" },
    { args: "get pod copy -o jsonpath={.spec.containers[0].env[0].value}", stdout: "hello" },
    { args: "debug box --copy-to=sharing --image=busybox -c extra --attach=false -- sleep 600", stdout: "" },
    { args: "wait --for=condition=Ready pod/sharing --timeout=60s", stdout: "pod/sharing condition met\n" },
    { name: "a copy for debugging sees the processes of its neighbour", args: "exec sharing -c extra -- sh -c 'ps | grep -c \"[s]leep 600\"'", stdout: /^[2-9]\n$/, eventually: true },
    { args: "delete pod sharing --force --grace-period=0", stdout: /force deleted/, stderr: /^Warning: / },
    {
      name: "debug node makes a pod with the node's file system",
      act: async (place) => {
        const node = `node/${await mustRun(place, "get pod box -o jsonpath={.spec.nodeName}")}`;
        const { stdout, code, stderr } = await place.kubectl(["debug", node, "--image=busybox", "--profile=sysadmin", "--attach=false", "--", "sh", "-c", "ls /host/etc/passwd; sleep 600"]);
        assert.equal(code, 0, stderr);
        const name = /Creating debugging pod (\S+) with container debugger on node/.exec(stdout + stderr)?.[1] ?? "";
        await mustRun(place, `wait --for=condition=Ready pod/${name} --timeout=60s`);
        await untilItHolds(async () => assert.equal(await mustRun(place, `logs ${name}`), "/host/etc/passwd\n"));
        await mustRun(place, `delete pod ${name} --force --grace-period=0`);
      },
    },
    { args: "delete pod copy two --now", stdout: 'pod "copy" deleted from pods namespace\npod "two" deleted from pods namespace\n' },
    { args: "delete pod box --grace-period=0 --force", stdout: 'pod "box" force deleted from pods namespace\n', stderr: "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n" },
  ],
};
