import assert from "node:assert/strict";
import { type Group, mustRun, type Place } from "../table.ts";

const printed = "-o go-template --template={{.metadata.name}}; --allow-missing-template-keys --show-managed-fields";
const pod = (name: string, spec: string, labels = "") => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {${labels}}, annotations: {note: kept}}\nspec: {terminationGracePeriodSeconds: 0, ${spec}}\n`;
const probe = "{exec: {command: ['true']}, periodSeconds: 60, timeoutSeconds: 30}";
const sleeping = "name: main, image: busybox, command: [sleep, '600']";

/** What kubectl makes of a debugging container: its security context, by the profile that was asked for. */
const profiles: { profile: string; securityContext: string }[] = [
  { profile: "general", securityContext: '{"capabilities":{"add":["SYS_PTRACE"]}}' },
  { profile: "baseline", securityContext: "" },
  { profile: "restricted", securityContext: '{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}' },
  { profile: "netadmin", securityContext: '{"capabilities":{"add":["NET_ADMIN","NET_RAW"]}}' },
  { profile: "sysadmin", securityContext: '{"privileged":true}' },
];

async function field(place: Place, name: string, path: string): Promise<string> {
  return mustRun(place, ["get", "pod", name, "-o", `jsonpath=${path}`]);
}

/** Sessions in pods: `run`, `attach`, `exec` and `debug` with all their flags, piped and at a terminal. */
export const group: Group = {
  name: "sessions",
  files: {
    // Without a security context in the file, `kubectl debug -f` falls over.
    "main.yaml": pod("main", `securityContext: {}, containers: [{${sleeping}}]`, "app: main"),
    "listener.yaml": pod("listener", "restartPolicy: Never, containers: [{name: ear, image: busybox, stdin: true, stdinOnce: true, command: [cat]}]"),
    "shell.yaml": pod("shell", "restartPolicy: Never, containers: [{name: sh, image: busybox, stdin: true, stdinOnce: true, tty: true, command: [sh]}]"),
    "rich.yaml": pod("rich", `initContainers: [{name: first, image: busybox, command: ['true']}], containers: [{${sleeping}, livenessProbe: ${probe}, readinessProbe: ${probe}, startupProbe: ${probe}}]`, "app: rich"),
    "custom.json": '{"env":[{"name":"CUSTOM","value":"yes"}]}',
  },
  steps: [
    { args: "create -f main.yaml -f listener.yaml -f shell.yaml -f rich.yaml", stdout: "pod/main created\npod/listener created\npod/shell created\npod/rich created\n" },

    { args: "run made --image=busybox --image-pull-policy=Never --privileged --port=80 --expose --dry-run=server", stdout: "service/made created (server dry run)\npod/made created (server dry run)\n" },
    { args: `run made --image=busybox --overrides='{"metadata":{"labels":{"a":"b"}}}' --override-type=merge --dry-run=server --save-config --field-manager=me ${printed}`, stdout: "made;" },
    { args: "run made --image=busybox --image-pull-policy=Sometimes", stderr: "error: invalid image pull policy: Sometimes\nSee 'kubectl run -h' for help and examples\n", code: 1 },
    { args: "run made --image=busybox --restart=Sometimes", stderr: /^error: invalid restart policy: Sometimes\n/, code: 1 },
    { args: "run made --image='bad image'", stderr: 'error: Invalid image name "bad image": invalid reference format\n', code: 1 },
    { args: "run made --image=busybox --rm", stderr: "error: --rm should only be used for attached containers\nSee 'kubectl run -h' for help and examples\n", code: 1 },
    { args: "run made -t --image=busybox --dry-run=server", stderr: "error: -i/--stdin is required for containers with -t/--tty=true\nSee 'kubectl run -h' for help and examples\n", code: 1 },
    { args: "run gone -i --image=busybox --restart=Never --rm -q --cascade=background --force --grace-period=0 --timeout=60s --wait --pod-running-timeout=60s -- cat", stdin: "through\n", stdout: /^through\n/, stderr: /^(?:Warning: .*\n)*$/ },
    { args: "get pod gone --ignore-not-found", stdout: "" },
    { args: "run open -i --image=busybox --restart=Never --rm -q --leave-stdin-open -- head -n 1", stdin: "one\ntwo\n", stdout: /^(?:one\n)?$/ },
    {
      name: "run -it at a terminal: a shell, its prompt and its exit code",
      act: async (place) => {
        const { code, stdout } = await place.atTerminal(["run", "temp", "-it", "--image=busybox", "--restart=Never", "--rm", "--detach-keys=ctrl-x", "--", "sh"], "tty; echo $((40 + 2))\nexit 3\n");
        // What is typed ahead may be echoed between the two.
        assert.match(stdout, /\/dev\/pts\/0\r\n(?:.*\r\n)*?42\r\n/);
        assert.match(stdout, /pod "temp" deleted/);
        assert.equal(code, 3);
      },
    },

    { args: "wait --for=condition=Ready pod/main pod/listener pod/shell pod/rich --timeout=60s", stdout: /condition met\n$/ },
    { args: "attach listener -c ear -i -q --pod-running-timeout=30s --detach-keys=ctrl-x", stdin: "typed\n", stdout: "typed\n" },
    { name: "what read to the end of its input is done", args: "wait --for=jsonpath={.status.phase}=Succeeded pod/listener --timeout=60s", stdout: "pod/listener condition met\n" },
    {
      name: "attach -it at a terminal, to a shell that waits",
      act: async (place) => {
        const { stdout } = await place.atTerminal(["attach", "shell", "-it"], "\necho $((6 * 7))\nexit\n");
        assert.match(stdout, /42\r\n/);
        await mustRun(place, "wait --for=jsonpath={.status.phase}=Succeeded pod/shell --timeout=60s");
      },
    },
    { args: "attach main -c nope", stderr: "error: cannot attach to the container: container nope is not valid for pod main out of: main\n", code: 1 },
    { args: "exec -f main.yaml --pod-running-timeout=30s -- echo by file", stdout: "by file\n" },
    { name: "exec -it at a terminal has a terminal of its size", act: async (place) => {
        const { stdout } = await place.atTerminal(["exec", "-it", "main", "--", "sh"], "stty size; tty\nexit\n");
        assert.match(stdout, /\/dev\/pts\/0\r\n/);
      } },
    { name: "exec -t without a terminal goes on without one", args: "exec -t main -- echo plain", stdout: /^plain\r?\n$/ },
    { name: "exec -it without a terminal says so", args: "exec -it main -- cat", stdin: "plain\n", stdout: /^plain\r?\n$/, stderr: "Unable to use a TTY - input is not a terminal or the right kind of file\n" },

    { args: "logs main --insecure-skip-tls-verify-backend --ignore-errors", stdout: "" },
    { args: "create job twice --image=busybox -- echo once", stdout: "job.batch/twice created\n" },
    { args: "wait --for=condition=complete job/twice --timeout=60s", stdout: "job.batch/twice condition met\n" },
    { args: "logs job/twice --all-pods", stdout: /^\[pod\/twice-\w+\/twice\] once\n$/ },
    { args: "logs -f -l job-name=twice --ignore-errors", stdout: "once\n" },

    { args: "debug -f main.yaml --image=busybox -c asked --env=GREETING=hello --custom=custom.json --image-pull-policy=IfNotPresent --arguments-only --attach=false -q -- sh -c 'echo $GREETING $CUSTOM; sleep 600'", stdout: "" },
    { args: ["wait", '--for=jsonpath={.status.ephemeralContainerStatuses[?(@.name=="asked")].state.running}', "pod/main", "--timeout=60s"], stdout: "pod/main condition met\n" },
    { args: "logs main -c asked", stdout: "hello yes\n", eventually: true },
    { name: "a debugging container's words are arguments", args: ["get", "pod", "main", "-o", 'jsonpath={.spec.ephemeralContainers[?(@.name=="asked")].args[0]}'], stdout: "sh" },
    { args: "debug main -i -q --image=busybox -c piped -- head -n 1", stdin: "into the pod\n", stdout: /^(?:into the pod\n)?$/ },
    { name: "what was typed has arrived, whether or not its answer came before the typing's end", args: "logs main -c piped", stdout: "into the pod\n", eventually: true },
    {
      name: "debug -it at a terminal",
      act: async (place) => {
        const { stdout } = await place.atTerminal(["debug", "main", "--stdin", "--tty", "-c", "seen", "--image=busybox", "--", "sh"], "echo $((6 * 7))\nexit\n");
        assert.match(stdout, /42\r\n/);
      },
    },
    ...profiles.flatMap(({ profile, securityContext }) => [
      { args: `debug main --image=busybox -c ${profile} --profile=${profile} --attach=false -q -- sleep 600`, stdout: "" },
      { name: profile, args: ["get", "pod", "main", "-o", `jsonpath={.spec.ephemeralContainers[?(@.name=="${profile}")].securityContext}`], stdout: securityContext },
    ]),
    { args: "debug main --image=busybox -c main --attach=false", stderr: /^The Pod "main" is invalid: spec\.ephemeralContainers\[\d+\]\.name: Duplicate value: "main"\n$/, code: 1 },
    { args: "debug main --image=busybox --profile=nonsense --attach=false", stderr: /^error: unknown profile: nonsense\n$/, code: 1 },
    { args: "debug nobody --image=busybox --attach=false", stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 },

    { args: "debug rich --copy-to=kept --image=busybox -c extra --keep-labels --keep-annotations --keep-init-containers --keep-liveness --keep-readiness --keep-startup --same-node --attach=false -q -- sleep 600", stdout: "" },
    {
      name: "the copy keeps what it was told to keep, on the same node",
      act: async (place) => {
        assert.equal(await field(place, "kept", "{.metadata.labels}/{.metadata.annotations.note}/{.spec.initContainers[*].name}/{.spec.containers[*].name}"), '{"app":"rich"}/kept/first/main extra');
        assert.equal(await field(place, "kept", "{.spec.nodeName}"), await field(place, "rich", "{.spec.nodeName}"));
        assert.notEqual(await field(place, "kept", "{.spec.containers[0].livenessProbe}{.spec.containers[0].readinessProbe}{.spec.containers[0].startupProbe}"), "");
      },
    },
    { args: "wait --for=condition=Ready pod/kept --timeout=60s", stdout: "pod/kept condition met\n" },
    { args: "debug rich --copy-to=lean --image=busybox -c extra --keep-init-containers=false --replace --attach=false -q -- sleep 600", stdout: "" },
    {
      name: "the copy that replaces leaves nothing of the pod, and has neither its labels nor its probes",
      act: async (place) => {
        await mustRun(place, "wait --for=delete pod/rich --timeout=60s");
        assert.equal(await field(place, "lean", "{.metadata.labels}{.metadata.annotations.note}{.spec.initContainers}{.spec.containers[0].livenessProbe}{.spec.containers[0].readinessProbe}{.spec.containers[0].startupProbe}"), "");
      },
    },
    { args: "wait --for=condition=Ready pod/lean --timeout=60s", stdout: "pod/lean condition met\n" },
    { args: "delete pods --all --force", stdout: /force deleted/, stderr: /^Warning: Immediate deletion/ },
  ],
};
