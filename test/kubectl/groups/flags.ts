import type { Group, Step } from "../table.ts";

const deployment = (name: string, labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, labels: {${labels}}}\nspec: {replicas: 0, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: busybox}]}}}\n`;
const service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, labels: {set: alone}}\nspec: {ports: [{port: 80}]}\n";
const binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: rb, labels: {set: alone}}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}]\n";

/** How a result is printed, with the flags that all printing commands share. */
const printed = "-o go-template --template={{.metadata.name}}; --allow-missing-template-keys --show-managed-fields";

/** The forms in which `kubectl set` and its kin name what they work on, and the deployments that each finds. */
const byFile = { target: "-f web.yaml", found: "web;" };
const kustomized = { target: "-k kustom", found: "web;" };
const byFolder = { target: "-R -f many", found: "two;one;" };
const targets = [byFile, kustomized, byFolder];
const byLabel = { target: "deployment -l set=many", found: "one;two;" };
const all = { target: "deployment --all", found: "one;two;web;" };
const local = { target: "-f web.yaml --local", found: "web;" };

const dryRun = `--dry-run=server --field-manager=me ${printed}`;

/** One row for each form of naming targets. */
function over(forms: readonly { target: string; found: string }[], line: (target: string) => string, flags = dryRun): Step[] {
  return forms.map(({ target, found }) => ({ args: `${line(target)} ${target.includes("--local") ? printed : flags}`, stdout: found }));
}

/** The flags that many commands share: how objects are named, how results are printed, and dry runs. */
export const group: Group = {
  name: "flags",
  files: {
    "web.yaml": deployment("web", "set: alone"),
    "many/one.yaml": deployment("one", "set: many"),
    "many/deep/two.yaml": deployment("two", "set: many"),
    "kustom/kustomization.yaml": "resources: [web.yaml]\n",
    "kustom/web.yaml": deployment("web", "set: alone"),
    "svc.yaml": service,
    "svcs/deep/svc.yaml": service,
    "rb.yaml": binding,
    "rbs/deep/rb.yaml": binding,
    "kustom-rb/kustomization.yaml": "resources: [rb.yaml]\n",
    "kustom-rb/rb.yaml": binding,
    "patch.yaml": "spec: {paused: true}\n",
  },
  steps: [
    { args: "create -f web.yaml -f svc.yaml -f rb.yaml", stdout: "deployment.apps/web created\nservice/s created\nrolebinding.rbac.authorization.k8s.io/rb created\n" },
    { args: "create -R -f many", stdout: "deployment.apps/two created\ndeployment.apps/one created\n" },
    { args: "create cm env --from-literal=COLOUR=blue --from-literal=SIZE=3", stdout: "configmap/env created\n" },

    ...over([byFile, byFolder, byLabel, all, local], (target) => `set env ${target} A=1`),
    { name: "it takes --kustomize and does not read it", args: "set env -k kustom A=1", stderr: /^error: one or more resources must be specified as <resource> <name> or <resource>\/<name>\n/, code: 1 },
    { args: "set env deployment/web --containers=none A=1 --dry-run=server", stderr: 'Warning: Deployment/web does not have any containers matching "none"\n' },
    { args: "set env deployment/web --env=A=1 -c c", stdout: "deployment.apps/web env updated\n" },
    { args: "set env deployment/web A=2 --overwrite=false", stderr: "error: deployments/web 'A' already has a value (1), and --overwrite is false\n", code: 1 },
    { args: "set env deployment/web --from=cm/env --keys=COLOUR", stdout: "deployment.apps/web env updated\n" },
    { args: "set env deployment/web --list", stdout: "# Deployment web, container c\nA=1\n# COLOUR from configmap env, key COLOUR\n" },
    ...over([...targets, byLabel, all, local], (target) => `set image ${target} c=other`),
    ...over([...targets, byLabel, all, local], (target) => `set resources ${target} --limits=cpu=1`),
    ...over([...targets, all, local], (target) => (target.startsWith("deployment") ? `set serviceaccount deployment default ${target.replace("deployment ", "")}` : `set serviceaccount ${target} default`)),
    { args: `set selector -f svc.yaml app=x ${dryRun}`, stdout: "s;" },
    { args: `set selector -R -f svcs app=x ${dryRun}`, stdout: "s;" },
    { args: `set selector -f svc.yaml app=x --local ${printed}`, stdout: "s;" },
    { args: `set selector service --all app=x ${dryRun}`, stdout: "s;" },
    { args: "set selector service s app=x --resource-version=1", stderr: /the object has been modified; please apply your changes to the latest version and try again\n$/, code: 1 },
    { args: `set subject -f rb.yaml --user=bob ${dryRun}`, stdout: "rb;" },
    { args: `set subject -k kustom-rb --user=bob ${dryRun}`, stdout: "rb;" },
    { args: `set subject -R -f rbs --user=bob ${dryRun}`, stdout: "rb;" },
    { args: `set subject -f rb.yaml --user=bob --local ${printed}`, stdout: "rb;" },
    { args: `set subject rolebinding -l set=alone --user=bob ${dryRun}`, stdout: "rb;" },
    { args: `set subject rolebinding --all --user=bob ${dryRun}`, stdout: "rb;" },

    ...over([byFile, byFolder], (target) => `rollout pause ${target}`, `--field-manager=me ${printed}`),
    ...over([kustomized, byLabel], (target) => `rollout resume ${target}`, `--field-manager=me ${printed}`),
    ...over([kustomized, byLabel], (target) => `rollout pause ${target}`, `--field-manager=me ${printed}`),
    ...over([byFile, byFolder], (target) => `rollout resume ${target}`, `--field-manager=me ${printed}`),
    ...over([byFile, byFolder], (target) => `rollout restart ${target}`, `--field-manager=me ${printed}`),
    { args: "rollout status -f web.yaml --watch=false --revision=9", stderr: /^error: desired revision \(9\) is different from the running revision \(\d+\)\n$/, code: 1 },
    { args: "rollout status -k kustom --watch=false", stdout: /deployment "web"|deployment spec update/ },
    { args: "rollout status -R -f many --watch=false", stdout: /deployment "one"|deployment spec update/ },
    { args: "rollout status deployment -l set=many --watch=false", stdout: /deployment "one"|deployment spec update/ },
    ...["-f web.yaml", "-k kustom", "-R -f many", "deployment -l set=many"].map((target) => ({ args: `rollout history ${target}`, stdout: /^deployment\.apps\/\w+ \n/ })),
    { args: `rollout history -f web.yaml ${printed} --revision=1`, stdout: "web;", todo: "Deployment controller" },
    ...["-f web.yaml", "-k kustom", "-R -f many", "deployment -l set=many"].map((target) => ({ args: `rollout undo ${target} --to-revision=1 --dry-run=server ${printed}`, stdout: /^(?:\w+;)+$/, todo: "Deployment controller" })),

    { args: `scale --replicas=0 -f web.yaml --timeout=60s ${printed}`, stdout: "web;" },
    { args: `scale --replicas=0 -k kustom ${printed}`, stdout: "web;" },
    { args: "scale --replicas=0 -R -f many", stdout: "deployment.apps/two scaled\ndeployment.apps/one scaled\n" },
    { args: "scale --replicas=0 deployment -l set=many", stdout: "deployment.apps/one scaled\ndeployment.apps/two scaled\n" },
    { args: "scale --replicas=0 deployment --all", stdout: "deployment.apps/one scaled\ndeployment.apps/two scaled\ndeployment.apps/web scaled\n" },
    { args: "scale --replicas=0 deployment/web --resource-version=1", stderr: /^error: Expected resource version to be 1, was \d+\n$/, code: 1 },
    ...over(targets, (target) => `autoscale ${target} --max=3 --memory=100Mi`, `--dry-run=server --field-manager=me --save-config ${printed}`),
    { args: "autoscale deployment web --max=3 --memory=50% --cpu=500m --name=named", stdout: "horizontalpodautoscaler.autoscaling/named autoscaled\n" },
    { args: "get hpa named", stdout: /^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\nnamed +Deployment\/web +cpu: <unknown>\/500m, memory: <unknown>\/50% +1 +3 +0 +[\dms]+\n$/ },

    ...["-f web.yaml", "-k kustom", "-R -f many/one.yaml"].map((target) => ({ args: `expose ${target} --port=80 --dry-run=server --field-manager=me --save-config ${printed}`, stdout: /^(?:web|one);$/ })),
    { args: `expose deployment web --port=80 --selector=a=b --load-balancer-ip=192.0.2.5 --type=LoadBalancer --overrides='{"metadata":{"labels":{"extra":"yes"}}}' --override-type=strategic --dry-run=server -o jsonpath={.spec.selector}/{.spec.loadBalancerIP}/{.metadata.labels}`, stdout: '{"a":"b"}/192.0.2.5/{"extra":"yes","set":"alone"}', stderr: /^(?:Warning: spec\.loadBalancerIP .*\n)?$/ },
    { args: "expose deployment web", stderr: "error: couldn't find port via --port flag or introspection\n", code: 1 },

    { args: "get -k kustom -o name", stdout: "deployment.apps/web\n" },
    { args: "get -R -f many -o name", stdout: "deployment.apps/two\ndeployment.apps/one\n" },
    { args: `get deploy web ${printed}`, stdout: "web;" },
    { args: ["get", "deploy", "web", "-o", "jsonpath={.nope}", "--allow-missing-template-keys=false"], stderr: /^error: error executing jsonpath "\{\.nope\}": Error executing template: nope is not found\. Printing more information for debugging the template:\n/, code: 1 },
    ...["-k kustom", "-R -f many"].map((target) => ({ args: `describe ${target} --chunk-size=1`, stdout: /^Name: +(?:web|two)\n/ })),
    { args: "describe deployments -A -l set=alone", stdout: /^Name: +web\nNamespace: +flags\n/ },
    { args: `patch -k kustom -p '{"metadata":{"labels":{"p":"1"}}}' --field-manager=me --dry-run=server ${printed}`, stdout: "web;" },
    { args: `patch -R -f many -p '{"metadata":{"labels":{"p":"1"}}}' --dry-run=server -o name`, stdout: "deployment.apps/two\ndeployment.apps/one\n" },

    ...["label", "annotate"].flatMap((verb): Step[] => [
      { args: `${verb} -k kustom x=1 --dry-run=server --field-manager=me ${printed}`, stdout: "web;" },
      { args: `${verb} -R -f many x=1 --dry-run=server -o name`, stdout: "deployment.apps/two\ndeployment.apps/one\n" },
      { args: `${verb} deploy -l set=many -A x=1 --dry-run=server -o name`, stdout: "deployment.apps/one\ndeployment.apps/two\n" },
      { args: `${verb} deploy --field-selector=metadata.name=web x=1 --dry-run=server -o name`, stdout: "deployment.apps/web\n" },
      { args: `${verb} deploy web x=1 --resource-version=1`, stderr: /the object has been modified; please apply your changes to the latest version and try again\n$/, code: 1 },
    ]),

    { args: "wait -f web.yaml -o name --for=jsonpath={.metadata.name}=web --timeout=60s", stdout: "deployment.apps/web\n" },
    { args: "wait -R -f many --for=create --timeout=60s", stdout: "deployment.apps/two condition met\ndeployment.apps/one condition met\n" },
    { args: `wait deploy --all --for=jsonpath={.spec.replicas}=0 --timeout=60s ${printed}`, stdout: "one;two;web;" },
    { args: "wait deploy -A -l set=many --for=jsonpath={.spec.replicas}=0 --timeout=60s", stdout: "deployment.apps/one condition met\ndeployment.apps/two condition met\n" },
    { args: "wait deploy --field-selector=metadata.name=web --for=jsonpath={.spec.replicas}=0 --timeout=60s", stdout: "deployment.apps/web condition met\n" },

    { name: "once a second at most, so not beside the restarts above", args: `rollout restart -k kustom --field-manager=me ${printed}`, stdout: "web;" },
    { args: `rollout restart deployment -l set=many ${printed}`, stdout: "one;two;" },
    { args: "delete deploy -A -l set=many", stdout: 'deployment.apps "one" deleted from flags namespace\ndeployment.apps "two" deleted from flags namespace\n' },
    { args: "delete -f web.yaml -f svc.yaml -f rb.yaml", stdout: /deleted from flags namespace\n$/ },
  ],
};
