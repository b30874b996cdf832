import assert from "node:assert/strict";
import { kinds, type KindRow } from "../kinds.ts";
import { type Group, mustRun, type Place } from "../table.ts";
import { readTables } from "../tables.ts";

const nameOf = ({ row }: KindRow): string => row["NAME"] ?? "";
const each = (text: (name: string) => string): string => kinds.map((kind) => text(nameOf(kind))).join("");
const deprecated = /^(?:Warning: v1 Endpoints is deprecated in v1\.33\+; use discovery\.k8s\.io\/v1 EndpointSlice\n)*$/;
const everything = "-f kinds.yaml";

/** What differs from run to run. */
function steady(cell: string): string {
  return cell
    .replace(/^(?:\d+[smhdy])+$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "#")
    .replace(/^10\.96\.\d+\.\d+$/, "10.96.#")
    .replace(/(?<=controller-uid=)[0-9a-f-]{36}/, "#");
}

async function checkTables(place: Place, { wide }: { wide: boolean }): Promise<void> {
  const text = await mustRun(place, `get ${everything}${wide ? " -o wide" : ""}`);
  const rows = readTables(text).map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, steady(cell)])));
  const expected = kinds.map(({ row, wide: hidden = [] }) => Object.fromEntries(Object.entries(row).filter(([name]) => wide || !hidden.includes(name))));
  assert.deepEqual(rows, expected);
}

const reviews: { kind: string; spec: string; status: RegExp }[] = [
  { kind: "authentication.k8s.io/v1, kind: TokenReview", spec: "spec: {token: nonsense}", status: /^\{"error":".*","user":\{\}\}$/ },
  { kind: "authentication.k8s.io/v1, kind: SelfSubjectReview", spec: "metadata: {}", status: /^\{"userInfo":\{.*"groups":\["system:masters","system:authenticated"\].*\}\}$/ },
  { kind: "authorization.k8s.io/v1, kind: SubjectAccessReview", spec: "spec: {user: ann, resourceAttributes: {verb: get, resource: pods}}", status: /^\{"allowed":false\}$/ },
  { kind: "authorization.k8s.io/v1, kind: SubjectAccessReview", spec: "spec: {user: ann, groups: ['system:masters'], resourceAttributes: {verb: get, resource: pods}}", status: /^\{"allowed":true.*\}$/ },
  { kind: "authorization.k8s.io/v1, kind: LocalSubjectAccessReview", spec: "metadata: {namespace: kinds}, spec: {user: ann, resourceAttributes: {namespace: kinds, verb: get, resource: pods}}", status: /^\{"allowed":false\}$/ },
  { kind: "authorization.k8s.io/v1, kind: SelfSubjectAccessReview", spec: "spec: {nonResourceAttributes: {path: /x, verb: get}}", status: /^\{"allowed":true.*\}$/ },
  { kind: "authorization.k8s.io/v1, kind: SelfSubjectRulesReview", spec: "spec: {namespace: kinds}", status: /^\{"incomplete":false,.*"resourceRules":\[\{"apiGroups":\["\*"\],"resources":\["\*"\],"verbs":\["\*"\]\}/ },
];

/** Kinds that other groups create. */
const elsewhere = ["pods", "nodes", "namespaces", "certificatesigningrequests.certificates.k8s.io"];

/** An object of every kind: created, shown, described, changed and deleted. */
export const group: Group = {
  name: "kinds",
  // It makes an API group that no one serves, and flow schemas.
  alone: true,
  files: { "kinds.yaml": kinds.map(({ manifest }) => manifest).join("\n---\n"), "pod.yaml": "{apiVersion: v1, kind: Pod, metadata: {name: unbound}, spec: {schedulerName: none, terminationGracePeriodSeconds: 0, containers: [{name: c, image: busybox, command: [sleep, '600']}]}}\n" },
  steps: [
    {
      name: "every kind that can be created and listed stands in the table",
      act: async (place) => {
        const served = (await mustRun(place, "api-resources --verbs=create,list -o name")).trim().split("\n");
        const made = new Set(kinds.map((kind) => nameOf(kind).split("/")[0]));
        const missing = served.filter((resource) => !elsewhere.includes(resource) && !made.has(singular(resource)));
        assert.deepEqual(missing, []);
      },
    },
    { args: `create ${everything} --dry-run=server`, stdout: each((name) => `${name} created (server dry run)\n`), stderr: deprecated },
    { args: `create ${everything}`, stdout: each((name) => `${name} created\n`), stderr: deprecated },
    { args: "wait --for=condition=Dangling=false flowschema/kinds-x", stdout: "flowschema.flowcontrol.apiserver.k8s.io/kinds-x condition met\n" },
    { args: "wait --for=condition=Suspended job/x", stdout: "job.batch/x condition met\n" },
    { name: "get: columns and cells of every kind", act: (place) => checkTables(place, { wide: false }) },
    { name: "get -o wide: columns and cells of every kind", act: (place) => checkTables(place, { wide: true }) },
    { args: `get ${everything} -o name`, stdout: each((name) => `${name}\n`), stderr: deprecated },
    {
      name: "describe of every kind",
      act: async (place) => {
        const { code, stdout, stderr } = await place.kubectl(`describe ${everything}`);
        assert.deepEqual([code, deprecated.test(stderr)], [0, true], stderr);
        const described = [...stdout.matchAll(/^Name: +(\S+)$/gm)].map(([, name]) => name);
        assert.deepEqual(described, kinds.map((kind) => nameOf(kind).split("/")[1]));
      },
    },
    { args: `label ${everything} tier=gold`, stdout: each((name) => `${name} labeled\n`), stderr: deprecated },
    { args: `annotate ${everything} note=kept`, stdout: each((name) => `${name} annotated\n`), stderr: deprecated },
    { args: `patch ${everything} --type=merge -p '{"metadata":{"annotations":{"patched":"yes"}}}'`, stdout: each((name) => `${name} patched\n`), stderr: deprecated },
    { args: `patch ${everything} --type=json -p '[{"op":"test","path":"/metadata/labels/tier","value":"gold"}]'`, stdout: each((name) => `${name} patched\n`), stderr: deprecated },
    { args: ["get", "-f", "kinds.yaml", "-o", "go-template={{range .items}}{{.metadata.labels.tier}}{{.metadata.annotations.note}}{{.metadata.annotations.patched}} {{end}}"], stdout: "goldkeptyes ".repeat(kinds.length), stderr: deprecated },
    {
      name: "replace of every kind, but for the Job, whose selector is the server's",
      args: `replace ${everything} --dry-run=server -o name`,
      stdout: each((name) => (name === "job.batch/x" ? "" : `${name}\n`)),
      stderr: /The Job "x" is invalid: \n\* spec\.selector: Required value\n\* spec\.template\.metadata\.labels: Invalid value: null: `selector` does not match template `labels`\n\* spec\.selector: Invalid value: null: field is immutable\n$/,
      code: 1,
    },
    { args: `apply ${everything} --dry-run=server -o name`, stdout: each((name) => `${name}\n`), stderr: /^(?:Warning: .*\n)*$/ },
    { args: `delete ${everything} --dry-run=server -o name`, stdout: each((name) => `${name}\n`), stderr: deprecated },
    { args: `delete ${everything} --wait=false -o name`, stdout: each((name) => `${name}\n`), stderr: deprecated },
    { name: "what protects objects in use lets them go", args: "wait --for=delete pvc/x pv/kinds-x volumeattributesclass/kinds-x --timeout=60s", stdout: /^(?:.* condition met\n)*$/ },
    { name: "nothing is left", args: `get ${everything} --ignore-not-found -o name`, stdout: "", stderr: deprecated, eventually: true },

    ...reviews.map(({ kind, spec, status }) => ({ args: "create -f - -o jsonpath={.status}", stdin: `{apiVersion: ${kind}, ${spec}}`, name: kind, stdout: status })),
    { args: "create -f -", stdin: "{apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: ''}}", stderr: 'Error from server (BadRequest): error when creating "STDIN": token is required for TokenReview in authentication\n', code: 1 },
    { args: "get tokenreviews", stderr: 'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n', code: 1 },
    { args: "get bindings", stderr: "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n", code: 1 },
    { args: "get componentstatuses", stdout: /^NAME +STATUS +MESSAGE +ERROR\nscheduler +Healthy +ok +\ncontroller-manager +Healthy +ok +\netcd-0 +Healthy +ok +\n$/, stderr: "Warning: v1 ComponentStatus is deprecated in v1.19+\n" },
    { args: "describe cs scheduler", stdout: /^Name: +scheduler\n(?:.*\n)*Conditions:\n {2}Message: +ok\n {2}Status: +True\n {2}Type: +Healthy\n/, stderr: /^(?:Warning: v1 ComponentStatus is deprecated in v1\.19\+\n)+$/ },
    { args: "delete cs scheduler", stderr: "Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n", code: 1 },
    { args: "create -f pod.yaml", stdout: "pod/unbound created\n" },
    {
      name: "a Binding puts a pod on a node, once",
      act: async (place) => {
        const node = await mustRun(place, "get nodes -o jsonpath={.items[0].metadata.name}");
        const input = `{apiVersion: v1, kind: Binding, metadata: {name: unbound}, target: {kind: Node, name: ${node}}}`;
        await mustRun(place, "create -f -", { input });
        await mustRun(place, "wait --for=condition=Ready pod/unbound --timeout=60s");
        const { code, stderr } = await place.kubectl("create -f -", { input });
        assert.equal(code, 1);
        assert.match(stderr, new RegExp(`^Error from server \\(Conflict\\): error when creating "STDIN": Operation cannot be fulfilled on pods/binding "unbound": pod unbound is already assigned to node "${node}"\\n$`));
      },
    },
    { args: "delete pod unbound --now", stdout: 'pod "unbound" deleted from kinds namespace\n' },
  ],
};

/** `ingresses.networking.k8s.io` as kubectl prints one of them: `ingress.networking.k8s.io`. */
function singular(resource: string): string {
  const [plural = "", ...group] = resource.split(".");
  const one = plural === "endpoints" ? plural : plural.replace(/(?<=ss|h)es$|(?<=polic|capacit)ies$|s$/, (ending) => (ending === "ies" ? "y" : ""));
  return [one, ...group].join(".");
}
