import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Group, mustRun } from "../table.ts";

const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  labels: {app: demo}\ndata: ${data}\n`;
const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: d}}\n  template:\n    metadata: {labels: {app: d}}\n    spec: {containers: [{name: a, image: one}, {name: b, image: two}]}\n";

/** `kubectl apply` and what belongs to it, `diff`, `kustomize`, `patch`, `replace` and `edit`. */
export const group: Group = {
  name: "apply",
  files: {
    "c.yaml": configMap("{a: '1', b: '2'}"),
    "c2.yaml": configMap("{a: '1', c: '3'}"),
    "c-unmanaged.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unmanaged}\n",
    "d.yaml": deployment,
    "d2.yaml": deployment.replace("image: one}", "image: one, env: [{name: X, value: z}]}"),
    "many/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {set: many}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, labels: {set: many}}\n",
    "many/deep/three.json": '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"three","labels":{"set":"many"}}}',
    "fewer.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {set: many}}\n",
    "kustom/kustomization.yaml": "namePrefix: k-\nlabels: [{pairs: {from: kustomize}}]\nresources: [cm.yaml]\nconfigMapGenerator: [{name: generated, literals: [a=b]}]\n",
    "kustom/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n",
    "editor.sh": "#!/bin/sh\nsed -i 's/colour: blue/colour: red/' \"$1\"\n",
    "idle-editor.sh": "#!/bin/sh\nexit 0\n",
    "spoiling-editor.sh": "#!/bin/sh\ngrep -q 'data: 5' \"$1\" && exit 0\nsed -i 's/^data:.*/data: 5/; /^  colour/d' \"$1\"\n",
    "patch.yaml": "data: {fromfile: 'yes'}\n",
    "resource.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
  },
  steps: [
    { args: "apply -f c.yaml --dry-run=client", stdout: "configmap/c created (dry run)\n" },
    { args: "apply -f c.yaml --dry-run=server", stdout: "configmap/c created (server dry run)\n" },
    { args: "diff -f c.yaml", stdout: [/^diff -u -N /, /^\+kind: ConfigMap$/m, /^\+ {2}name: c$/m], code: 1, stderr: "" },
    { args: "apply -f c.yaml", stdout: "configmap/c created\n" },
    { args: "apply -f c.yaml", stdout: "configmap/c unchanged\n" },
    { args: "diff -f c.yaml", stdout: "" },
    { args: "diff -f c2.yaml", stdout: [/^- {2}b: "2"$/m, /^\+ {2}c: "3"$/m], code: 1, stderr: "" },
    { args: "apply -f c2.yaml --dry-run=server -o jsonpath={.data}", stdout: '{"a":"1","c":"3"}' },
    { args: "apply -f c2.yaml", stdout: "configmap/c configured\n" },
    { args: "get cm c -o jsonpath={.data}", stdout: '{"a":"1","c":"3"}' },
    { args: "apply -f c2.yaml -o name", stdout: "configmap/c\n" },
    { args: "apply view-last-applied cm c", stdout: "apiVersion: v1\ndata:\n  a: \"1\"\n  c: \"3\"\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  labels:\n    app: demo\n  name: c\n  namespace: apply\n" },
    { args: "apply view-last-applied -f c.yaml -o json", stdout: /^\{\n/ },
    { args: "apply set-last-applied -f c.yaml", stdout: "configmap/c configured\n" },
    { args: "apply view-last-applied cm/c", stdout: / {2}b: "2"\n/ },
    { args: "apply edit-last-applied cm/c", env: { EDITOR: "/bin/sh idle-editor.sh" }, stderr: "Edit cancelled, no changes made.\n" },
    { args: "create cm unmanaged", stdout: "configmap/unmanaged created\n" },
    { args: "apply view-last-applied cm unmanaged", stdout: "" },
    { args: "apply set-last-applied -f c-unmanaged.yaml", stderr: "error: no last-applied-configuration annotation found on resource: unmanaged, to create the annotation, run the command with --create-annotation\n", code: 1 },
    { args: "apply -f -", stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unmanaged}\ndata: {x: z}\n", stdout: "configmap/unmanaged configured\n", stderr: "Warning: resource configmaps/unmanaged is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n" },

    { args: "apply -f d.yaml", stdout: "deployment.apps/d created\n" },
    { args: "apply -f d2.yaml", stdout: "deployment.apps/d configured\n" },
    { name: "a field that another owner set stays", args: "scale deployment d --replicas=3", stdout: "deployment.apps/d scaled\n" },
    { args: "apply -f d.yaml", stdout: "deployment.apps/d configured\n" },
    { args: "get deploy d -o jsonpath={.spec.replicas}/{.spec.template.spec.containers[*].name}/{.spec.template.spec.containers[0].env}", stdout: "1/a b/" },

    { args: "apply -R -f many", stdout: "configmap/three created\nconfigmap/one created\nconfigmap/two created\n" },
    { args: "apply -f fewer.yaml --prune -l set=many --prune-allowlist=core/v1/ConfigMap", stdout: "configmap/one unchanged\nconfigmap/three pruned\nconfigmap/two pruned\n" },
    { args: "apply -f fewer.yaml -f c.yaml -l set=many", stdout: "configmap/one unchanged\n" },
    { args: "kustomize kustom", stdout: /^apiVersion: v1\ndata:\n {2}a: b\nkind: ConfigMap\nmetadata:\n {2}labels:\n {4}from: kustomize\n {2}name: k-generated-[a-z0-9]{10}\n---\n/ },
    { args: "apply -k kustom", stdout: /^configmap\/k-generated-[a-z0-9]{10} created\nconfigmap\/k-plain created\n$/ },
    { args: "diff -k kustom", stdout: "" },
    { args: "delete -k kustom", stdout: /^configmap "k-generated-[a-z0-9]{10}" deleted from apply namespace\nconfigmap "k-plain" deleted from apply namespace\n$/ },
    { args: "apply -f c.yaml -n other", stderr: /^Error from server \(NotFound\): error when creating "c.yaml": namespaces "other" not found\n$/, code: 1 },
    { args: "apply -f -", stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndatum: {}\n", stderr: /^Error from server \(BadRequest\): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datum"\n$/, code: 1 },
    { args: "apply -f -", stdin: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: -1, selector: {matchLabels: {app: other}}, template: {metadata: {labels: {app: other}}, spec: {containers: [{name: a, image: one}]}}}\n", stderr: /^The Deployment "d" is invalid: \n\* spec\.replicas: Invalid value: -1: must be greater than or equal to 0\n\* spec\.selector: Invalid value: .*: field is immutable\n$/, code: 1 },
    { args: "apply --server-side -f fewer.yaml", stdout: "configmap/one serverside-applied\n", todo: "server-side apply" },
    { args: "apply --server-side --field-manager=other --force-conflicts -f fewer.yaml", stdout: "configmap/one serverside-applied\n", todo: "server-side apply" },

    { args: `patch cm c -p '{"data":{"z":"26"}}'`, stdout: "configmap/c patched\n" },
    { args: `patch cm c -p '{"data":{"z":"26"}}'`, stdout: "configmap/c patched (no change)\n" },
    { args: `patch cm c --type=merge -p '{"data":{"z":null}}' -o jsonpath={.data}`, stdout: '{"a":"1","c":"3"}' },
    { args: `patch cm c --type=json -p '[{"op":"test","path":"/data/a","value":"1"},{"op":"move","from":"/data/a","path":"/data/moved"}]'`, stdout: "configmap/c patched\n" },
    { args: `patch cm c --type=json -p '[{"op":"remove","path":"/data/nope"}]'`, stderr: "The request is invalid: the server rejected our request due to an error in our request\n", code: 1 },
    { args: "patch cm c --patch-file=patch.yaml --dry-run=server -o jsonpath={.data.fromfile}", stdout: "yes" },
    { args: `patch cm c --type=nonsense -p '{}'`, stderr: "error: --type must be one of [json merge strategic], not \"nonsense\"\n", code: 1 },
    { args: `patch -f c.yaml --local --type=merge -p '{"data":{"l":"1"}}' -o jsonpath={.data.l}`, stdout: "1" },
    { args: `patch deploy d -p '{"spec":{"template":{"spec":{"containers":[{"name":"b","image":"three"}]}}}}'`, stdout: "deployment.apps/d patched\n" },
    { name: "a strategic patch merges containers by name", args: "get deploy d -o jsonpath={.spec.template.spec.containers[*].image}", stdout: "one three" },
    { args: `patch deploy d -p '{"spec":{"template":{"spec":{"containers":[{"$patch":"delete","name":"b"}]}}}}' -o jsonpath={.spec.template.spec.containers[*].name}`, stdout: "a" },
    { args: `patch deploy d --subresource=scale --type=merge -p '{"spec":{"replicas":4}}'`, stdout: "scale.autoscaling/d patched\n" },
    { args: `patch deploy d --subresource=status --type=merge -p '{"status":{"replicas":2}}' -o jsonpath={.status.replicas}/{.spec.replicas}`, stdout: "2/4" },
    { args: `patch deploy d --subresource=nonsense --type=merge -p '{}'`, stderr: "Error from server (NotFound): the server could not find the requested resource\n", code: 1 },

    { args: "replace -f resource.yaml", stdout: "configmap/c replaced\n" },
    { args: "replace -f resource.yaml --dry-run=server", stdout: "configmap/c replaced (server dry run)\n" },
    { args: "replace --force -f resource.yaml", stdout: 'configmap "c" deleted from apply namespace\nconfigmap/c replaced\n' },
    { args: "replace -f -", stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nobody}\n", stderr: 'Error from server (NotFound): error when replacing "STDIN": configmaps "nobody" not found\n', code: 1 },
    { args: "replace --raw /api/v1/namespaces/apply/configmaps/c -f -", stdin: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"colour":"blue"}}', stdout: /"colour":"blue"/ },
    { args: "edit cm c", env: { EDITOR: "/bin/sh editor.sh" }, stdout: "configmap/c edited\n" },
    { args: "get cm c -o jsonpath={.data.colour}", stdout: "red" },
    { args: "edit cm c", env: { EDITOR: "/bin/sh idle-editor.sh" }, stdout: "", stderr: "Edit cancelled, no changes made.\n" },
    { args: "edit cm c -o json", env: { KUBE_EDITOR: "/bin/sh idle-editor.sh" }, stdout: "", stderr: "Edit cancelled, no changes made.\n" },
    { args: "edit deploy d --subresource=status", env: { EDITOR: "/bin/sh idle-editor.sh" }, stdout: "", stderr: "Edit cancelled, no changes made.\n" },
    { name: "what the server refuses is kept for the user", args: "edit cm c --validate=false", env: { EDITOR: "/bin/sh spoiling-editor.sh" }, stderr: /^error: configmaps "c" is invalid\nA copy of your changes has been stored to "\S+"\nerror: Edit cancelled, no valid changes were saved\.\n$/, code: 1 },
    {
      name: "edit -f takes a file that was read before, and save-config notes what was applied",
      act: async (place) => {
        writeFileSync(join(place.folder, "live.yaml"), await mustRun(place, "get cm c -o yaml"));
        await mustRun(place, `label cm c colour=blue`);
        const { stdout, code } = await place.kubectl("edit -f live.yaml --save-config", { env: { EDITOR: "/bin/sh editor.sh" } });
        assert.deepEqual([code, stdout], [0, "configmap/c edited\n"]);
        assert.match(readFileSync(join(place.folder, "live.yaml"), "utf8"), /colour: red/);
      },
    },
    { args: "get cm c -o jsonpath={.metadata.labels.colour}", stdout: "red" },
    { args: "apply -f c.yaml --force", stdout: "configmap/c configured\n" },
    { args: "apply -f c.yaml --wait --overwrite=false --openapi-patch=false", stdout: "configmap/c unchanged\n" },
  ],
};
