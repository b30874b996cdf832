import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Group, mustRun } from "../table.ts";

const map = (name: string, data = "{a: '1'}") => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: ${name}}}\ndata: ${data}\n`;
const printed = "-o go-template --template={{.metadata.name}}; --allow-missing-template-keys --show-managed-fields";
/** `edit` takes the same flags, but prints JSON or YAML alone. */
const edited = "-o yaml --template={{.}} --allow-missing-template-keys --show-managed-fields";
const secret = (value: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {word: ${value}}\n`;

/** The rarer flags of `apply` and its subcommands, `diff`, `edit`, `replace` and `kustomize`. */
export const group: Group = {
  name: "apply-flags",
  files: {
    "c.yaml": map("c"),
    "c2.yaml": map("c", "{a: '2'}"),
    "many/one.yaml": map("one"),
    "many/deep/two.yaml": map("two"),
    "kustom/kustomization.yaml": "resources: [c.yaml]\n",
    "kustom/c.yaml": map("c"),
    "outside.yaml": map("outside"),
    "reaching/kustomization.yaml": "resources: [../outside.yaml]\n",
    "s.yaml": secret("first"),
    "s2.yaml": secret("second"),
    "d.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 0, selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: i}]}}}\n",
    "d2.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 0, selector: {matchLabels: {app: other}}, template: {metadata: {labels: {app: other}}, spec: {containers: [{name: c, image: i}]}}}\n",
    "scale.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 0, selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: i}]}}}\nstatus: {observedGeneration: 7}\n",
    "idle.sh": "#!/bin/sh\nexit 0\n",
    "red.sh": "#!/bin/sh\nsed -i 's/a: \"1\"/a: \"9\"/' \"$1\"\n",
    "json.sh": "#!/bin/sh\nsed -i 's/\"a\": \"1\"/\"a\": \"9\"/' \"$1\"\n",
  },
  steps: [
    { args: `apply -f c.yaml --field-manager=me --validate=strict ${printed}`, stdout: "c;" },
    { args: "apply -R -f many --validate=true", stdout: "configmap/two created\nconfigmap/one created\n" },
    { args: "apply -f c.yaml --validate=warn", stdout: "configmap/c unchanged\n" },
    { args: "apply -f -", stdin: map("c", "{a: 1}"), stderr: /^Error from server \(BadRequest\): error when (?:creating|applying patch|retrieving|.*).*cannot unmarshal number into Go struct field ConfigMap\.data of type string|invalid/s, code: 1 },
    { args: "apply -f - --validate=ignore", stdin: `${map("ignored")}nope: 1\n`, stdout: "configmap/ignored created\n" },
    { args: "apply -f - --validate=warn", stdin: `${map("warned")}nope: 1\n`, stdout: "configmap/warned created\n", stderr: 'Warning: unknown field "nope"\n' },
    { args: "apply -f c.yaml --dry-run=server --prune -l set=c --prune-allowlist=core/v1/ConfigMap", stdout: "configmap/c unchanged (server dry run)\n" },
    { args: "apply -R -f many --prune --all --prune-allowlist=core/v1/ConfigMap --cascade=background --grace-period=1 --timeout=60s", stdout: /^configmap\/two unchanged\nconfigmap\/one unchanged\nconfigmap\/c pruned\nconfigmap\/ignored pruned\nconfigmap\/warned pruned\n$/ },
    { args: "apply -f c.yaml --prune", stderr: /^error: all resources selected for prune without explicitly passing --all\. To prune all resources, pass the --all flag\. If you did not mean to prune all resources, specify a label selector\n$/, code: 1 },
    { args: "apply -f d.yaml", stdout: "deployment.apps/d created\n" },
    { args: "apply -f d2.yaml", stderr: /^The Deployment "d" is invalid: spec\.selector: Invalid value: .*: field is immutable\n$/, code: 1 },
    { name: "--force deletes and creates what cannot be patched", args: "apply -f d2.yaml --force --cascade=foreground --grace-period=0 --timeout=60s", stdout: /deployment\.apps\/d configured\n$/, stderr: /^(?:Warning: .*\n)*$/ },
    { args: "apply -f scale.yaml --server-side --subresource=status", stdout: "deployment.apps/d serverside-applied\n", todo: "server-side apply" },
    { args: "apply -f c.yaml --subresource=status", stderr: /^error: --subresource .*server-side/i, code: 1 },
    { args: "apply -f nowhere.yaml", stderr: 'error: the path "nowhere.yaml" does not exist\n', code: 1 },
    { args: "apply", stderr: /^error: must specify one of -f and -k\n/, code: 1 },
    { args: "apply -f -", stdin: "", stderr: "error: no objects passed to apply\n", code: 1 },
    { args: "apply -f -", stdin: "kind: ConfigMap\nmetadata: {name: x}\n", stderr: 'error: error validating "STDIN": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false\n', code: 1 },
    { args: "apply -f -", stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n", stderr: /resource name may not be empty/, code: 1 },
    { args: "apply -f -", stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: other}\n", stderr: 'Error from server (NotFound): error when creating "STDIN": namespaces "other" not found\n', code: 1 },

    { args: `apply set-last-applied -f d2.yaml --create-annotation ${printed}`, stdout: "d;" },
    { args: "apply set-last-applied -f d2.yaml --dry-run=server", stdout: "set-last-applied d: no changes required.\n" },
    { args: "apply -f c.yaml", stdout: "configmap/c created\n" },
    { args: "apply view-last-applied cm -l set=c", stdout: /^apiVersion: v1\n/ },
    { args: "apply view-last-applied deploy --all -o json", stdout: /^\{\n {2}"apiVersion": "apps\/v1",\n/ },
    { args: "apply view-last-applied -k kustom", stdout: /^apiVersion: v1\n/ },
    { args: "apply view-last-applied -R -f many -o yaml", stdout: /\n {2}name: two\n(?:.*\n)*apiVersion: v1\n(?:.*\n)* {2}name: one\n/ },
    { args: "apply view-last-applied cm", stderr: /^error: /, code: 1 },
    { args: `apply edit-last-applied -f c.yaml --field-manager=me --validate=warn --windows-line-endings=false ${edited}`, env: { EDITOR: "/bin/sh red.sh" }, stdout: /\n {2}a: "9"\n/ },
    { args: "apply view-last-applied cm/c", stdout: /\n {2}a: "9"\n/ },
    { args: "apply edit-last-applied -k kustom", env: { EDITOR: "/bin/sh idle.sh" }, stdout: "", stderr: /Edit cancelled, no changes made\.\n$/ },
    { args: "apply edit-last-applied -R -f many -o json", env: { EDITOR: "/bin/sh idle.sh" }, stdout: "", stderr: /Edit cancelled, no changes made\.\n$/ },

    { args: "diff -R -f many --concurrency=2 --field-manager=me", stdout: "" },
    { args: "diff -f c2.yaml -l set=c --show-managed-fields", stdout: [/^-{1} {2}a: "1"$/m, /^\+ {2}a: "2"$/m], code: 1, stderr: "" },
    { args: "diff -f c2.yaml -l set=other", stdout: "" },
    { args: "diff -f c.yaml --prune -l set=c --prune-allowlist=core/v1/ConfigMap", stdout: "" },
    { args: "diff -f c.yaml --prune -l 'set in (c,one)' --prune-allowlist=core/v1/ConfigMap", stdout: [/^-kind: ConfigMap$/m, /^- {2}name: one$/m], code: 1, stderr: "" },
    { args: "diff -f c2.yaml --server-side --force-conflicts", stdout: /^\+ {2}a: "2"$/m, code: 1, stderr: "", todo: "server-side apply" },
    { args: "apply -f s.yaml", stdout: "secret/s created\n" },
    { args: "diff -f s2.yaml", stdout: [/^- {2}word: '?\*+ \(before\)'?$/m, /^\+ {2}word: '?\*+ \(after\)'?$/m], code: 1, stderr: "" },
    { args: "diff -f s2.yaml --show-secrets", stdout: [/^- {2}word: Zmlyc3Q=$/m, /^\+ {2}word: c2Vjb25k$/m], code: 1, stderr: "" },

    { args: `edit cm c --field-manager=me --validate=warn --windows-line-endings=false ${edited}`, env: { EDITOR: "/bin/sh red.sh" }, stdout: /\n {2}a: "9"\n/ },
    { args: "edit -R -f many -o json --output-patch", env: { EDITOR: "/bin/sh json.sh" }, stdout: /Patch: \{"data":\{"a":"9"\}|"a":"9"/, stderr: /^/ },
    { args: "edit -k kustom", env: { EDITOR: "/bin/sh idle.sh" }, stderr: "Edit cancelled, no changes made.\n" },
    { args: "edit cm nobody", env: { EDITOR: "/bin/sh idle.sh" }, stderr: 'Error from server (NotFound): configmaps "nobody" not found\n', code: 1 },
    { args: "edit cm c", env: { EDITOR: "/no/such/editor" }, stderr: 'error: there was a problem with the editor "/no/such/editor"\n', code: 1 },

    { args: `replace -f c2.yaml --field-manager=me --save-config --validate=warn ${printed}`, stdout: "c;" },
    { args: "replace -k kustom -o name", stdout: "configmap/c\n" },
    { args: "replace -R -f many", stdout: "configmap/two replaced\nconfigmap/one replaced\n" },
    { args: "replace --force --cascade=background --grace-period=0 --timeout=60s --wait -f c.yaml", stdout: 'configmap "c" deleted from apply-flags namespace\nconfigmap/c replaced\n', stderr: /^(?:Warning: .*\n)*$/ },
    { args: "replace --subresource=status -f scale.yaml -o jsonpath={.status.observedGeneration}", stdout: "7" },
    { name: "an old resourceVersion does not replace", args: "replace -f -", stdin: `${map("c").replace("name: c,", "name: c, resourceVersion: '1',")}`, stderr: /^Error from server \(Conflict\): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again\n$/, code: 1 },

    {
      name: "kustomize writes to a folder",
      args: "kustomize kustom -o out.yaml",
      stdout: "",
    },
    { name: "what it wrote can be applied", args: "apply -f out.yaml", stdout: /^configmap\/c (?:unchanged|configured)\n$/, stderr: /^(?:Warning: .*\n)*$/ },
    { name: "helm and functions run on the user's machine, and here there is nothing for them", args: "kustomize kustom --enable-helm --helm-command=/bin/true --helm-kube-version=1.36 --helm-api-versions=v1 --helm-debug --enable-alpha-plugins --network --network-name=bridge --mount=type=bind,src=.,dst=/x --env=A=1 --as-current-user", stdout: /^apiVersion: v1\n/ },
    { args: "kustomize reaching", stderr: /is not in or below/, code: 1 },
    { args: "kustomize reaching --load-restrictor=LoadRestrictionsNone", stdout: /name: outside\n/ },
    {
      name: "cluster-info dump of all namespaces into a folder",
      act: async ({ folder, kubectl, ...place }) => {
        await mustRun({ folder, kubectl, ...place }, "cluster-info dump -A --output-directory=dump --pod-running-timeout=30s");
        assert.ok(readdirSync(join(folder, "dump")).includes("apply-flags"));
        assert.match(readFileSync(join(folder, "dump", "nodes.json"), "utf8"), /"kind": "NodeList"/);
      },
    },
    { args: "cluster-info dump --namespaces=apply-flags -o go-template --template={{.kind}}; --allow-missing-template-keys --show-managed-fields", stdout: /^NodeList;EventList;ReplicationControllerList;ServiceList;DaemonSetList;DeploymentList;ReplicaSetList;PodList;/ },
  ],
};
