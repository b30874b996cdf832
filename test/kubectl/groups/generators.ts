import { issueCertificate } from "../../../src/server/pki/certificate.ts";
import type { Group, Step } from "../table.ts";

const pair = issueCertificate({ subject: { commonName: "example" }, usage: "ca", notBefore: Date.parse("2026-01-01T00:00:00Z"), notAfter: Date.parse("2049-01-01T00:00:00Z") });

/** What every generator takes besides its own flags. Nothing is left behind. */
const shared = "--dry-run=server -o go-template --template={{.kind}}/{{.metadata.name}}/{{.metadata.nope}} --allow-missing-template-keys --show-managed-fields --field-manager=me --save-config --validate=warn";

const generators: { args: string; kind: string; name?: RegExp; stderr?: RegExp }[] = [
  { args: "clusterrole x --verb=get --resource=pods", kind: "ClusterRole" },
  { args: "clusterrolebinding x --clusterrole=view --user=ann", kind: "ClusterRoleBinding" },
  { args: "configmap x --from-literal=a=b", kind: "ConfigMap" },
  { args: "cronjob x --image=busybox --schedule=@daily", kind: "CronJob" },
  { args: "deployment x --image=busybox", kind: "Deployment" },
  { args: "ingress x --rule=example.com/=x:80", kind: "Ingress" },
  { args: "job x --image=busybox", kind: "Job" },
  { args: "namespace x", kind: "Namespace" },
  { args: "poddisruptionbudget x --selector=a=b --max-unavailable=1", kind: "PodDisruptionBudget" },
  { args: "priorityclass x --value=5 --global-default", kind: "PriorityClass" },
  { args: "quota x --hard=pods=1", kind: "ResourceQuota" },
  { args: "role x --verb=get --resource=pods --resource-name=one", kind: "Role" },
  { args: "rolebinding x --role=r --group=staff", kind: "RoleBinding" },
  { args: "secret docker-registry x --docker-username=u --docker-password=p --append-hash", kind: "Secret", name: /^x-[a-z0-9]{10}$/ },
  { args: "secret generic x --from-literal=a=b --append-hash", kind: "Secret", name: /^x-[a-z0-9]{10}$/ },
  { args: "secret tls x --cert=tls.crt --key=tls.key --append-hash", kind: "Secret", name: /^x-[a-z0-9]{10}$/ },
  { args: "service clusterip x --tcp=80", kind: "Service" },
  { args: "service externalname x --external-name=example.com --tcp=80", kind: "Service" },
  { args: "service loadbalancer x --tcp=80", kind: "Service" },
  { args: "service nodeport x --tcp=80", kind: "Service" },
  { args: "serviceaccount x", kind: "ServiceAccount" },
];

const rows: Step[] = generators.map(({ args, kind, name = /^x$/ }) => ({
  args: `create ${args} ${shared}`,
  stdout: new RegExp(`^${kind}/${name.source.replace(/^\^|\$$/g, "")}/<no value>$`),
}));

/** The flags that all generators of `kubectl create` share, on each of them, and `create -f` with its own. */
export const group: Group = {
  name: "generators",
  files: {
    "tls.crt": pair.certificate,
    "tls.key": pair.key,
    "config.json": '{"auths":{"registry.example":{"auth":"dTpw"}}}',
    "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: one}}\ndata: {colour: blue}\n",
    "many/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {app: one}}\n",
    "many/deep/two.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, labels: {app: two}}\n",
    "kustom/kustomization.yaml": "resources: [cm.yaml]\nnamePrefix: k-\n",
    "kustom/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\n",
    "editor.sh": "#!/bin/sh\nsed -i 's/colour: blue/colour: red/' \"$1\"\n",
  },
  steps: [
    ...rows,
    { name: "none of it was kept", args: "get cm,cronjob,deployment,ingress,job,pdb,quota,role,rolebinding,secret,svc,sa x --ignore-not-found -o name", stdout: "" },
    { args: "create secret tls t --cert=tls.crt --key=tls.key", stdout: "secret/t created\n" },
    { args: ["get", "secret", "t", "-o", 'go-template={{.type}} {{len .data}} {{index .data "tls.crt" | base64decode}}'], stdout: `kubernetes.io/tls 2 ${pair.certificate}` },
    { args: "create secret docker-registry d --from-file=.dockerconfigjson=config.json", stdout: "secret/d created\n" },
    { args: "create secret docker-registry d2 --from-file=tls.key", stderr: /dockerconfigjson/, code: 1 },
    { args: "create serviceaccount robot", stdout: "serviceaccount/robot created\n" },
    { args: "create token robot -o go-template --template={{.kind}}/{{.status.nope}} --allow-missing-template-keys --show-managed-fields", stdout: "TokenRequest/<no value>" },
    { args: "create token robot --bound-object-kind=Secret --bound-object-name=t --bound-object-uid=00000000-0000-4000-8000-000000000000", stderr: /^error: failed to create token: Operation cannot be fulfilled on Secret "t": the UID in the bound object reference \(00000000-0000-4000-8000-000000000000\) does not match the UID in record\. The object might have been deleted and then recreated\n$/, code: 1 },

    { args: "create -f cm.yaml --dry-run=server -o go-template --template={{.metadata.name}}/{{.nope}} --allow-missing-template-keys --show-managed-fields --field-manager=me", stdout: "cm/<no value>" },
    { args: "create -k kustom --dry-run=server", stdout: "configmap/k-cm created (server dry run)\n" },
    { args: "create -R -f many -l app=two --dry-run=server", stdout: "configmap/two created (server dry run)\n" },
    { args: "create -f cm.yaml --edit --windows-line-endings=false", env: { EDITOR: "/bin/sh editor.sh" }, stdout: "configmap/cm created\n" },
    { name: "what was edited was created", args: "get cm cm -o jsonpath={.data.colour}", stdout: "red" },
    { args: "create -f cm.yaml --dry-run=nonsense", stderr: 'error: Invalid dry-run value (nonsense). Must be "none", "server", or "client".\n', code: 1 },
    { args: "create -f cm.yaml --validate=nonsense", stderr: 'error: invalid - validate option "nonsense"; must be one of: strict (or true), warn, ignore (or false)\n', code: 1 },
    { args: "create", stderr: /must specify one of -f and -k/, code: 1 },
  ],
};
