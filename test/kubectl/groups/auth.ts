import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilItHolds } from "../../support/until.ts";
import { type Group, mustRun } from "../table.ts";

const roles = (verbs: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: auth}
rules: [{apiGroups: [""], resources: [pods], verbs: ${verbs}}, {apiGroups: [""], resources: [pods/log], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: auth}
subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}
`;

/** A certificate request of ann's, of the group staff. */
const pem =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIYU1JR0FBZ0VBTUI0eEREQUtCZ05WQkFNTUEyRnViakVPTUF3R0ExVUVDZ3dGYzNSaFptWXdXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVJJWWJ6SWgvVEozV3oxK2t1UW0rRExJckZwWXFCSS80M21sRHNjCmFOUkhCTXQrUlJUelJiWFpuTnJkK3IzeXFPWmxGQmgvdGtwcDl5TmdVY1JmZjdmcG9BQXdDZ1lJS29aSXpqMEUKQXdJRFNRQXdSZ0loQU9zV1BRck51T3pwR2c1dmkzc0czM2tFK0dqeWgxcmMyVUdlU3lmdWYxWjNBaUVBMGh3OQoyR255dnBkODAva05WSEFkUkZ2eDl4d1VDRGMzTENXT0IxeGVTZjA9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";
const request = (name: string) => `{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: ${name}}, spec: {request: ${pem}, signerName: example.com/signer, usages: [client auth], expirationSeconds: 86400}}\n`;
const printed = "-o go-template --template={{.metadata.name}}; --allow-missing-template-keys --show-managed-fields";

/** `kubectl auth`, impersonation, and `kubectl certificate`. */
export const group: Group = {
  name: "auth",
  files: {
    "roles.yaml": roles("[get, list]"),
    "more.yaml": roles("[get, list, watch]"),
    "kustom-roles/kustomization.yaml": "resources: [roles.yaml]\n",
    "kustom-roles/roles.yaml": roles("[get]"),
    "ann.yaml": request("ann"),
    "more/deep/bob.yaml": request("bob"),
    "kustom/kustomization.yaml": "resources: [ann.yaml]\n",
    "kustom/ann.yaml": request("ann"),
    "kustom-bob/kustomization.yaml": "resources: [bob.yaml]\n",
    "kustom-bob/bob.yaml": request("bob"),
  },
  steps: [
    { args: "auth whoami", stdout: /^ATTRIBUTE +VALUE\nUsername +\S+\nGroups +\[system:masters system:authenticated\]\n/ },
    { args: "auth whoami -o jsonpath={.status.userInfo.groups}", stdout: '["system:masters","system:authenticated"]' },
    { args: "auth whoami --as=ann --as-group=staff --as-uid=7", stdout: /^ATTRIBUTE +VALUE\nUsername +ann\nUID +7\nGroups +\[staff system:authenticated\]\n$/ },
    { args: "auth reconcile -f roles.yaml", stdout: "role.rbac.authorization.k8s.io/reader reconciled\nrolebinding.rbac.authorization.k8s.io/readers reconciled\n", stderr: /^\treconciliation required create\n\tmissing rules added:\n\t\t\{Verbs:\[get list\] APIGroups:\[\] Resources:\[pods\] ResourceNames:\[\] NonResourceURLs:\[\]\}\n/ },
    { args: "auth reconcile -f more.yaml --dry-run=client", stdout: /^role\.rbac\.authorization\.k8s\.io\/reader reconciled \(dry run\)\n/, stderr: /^\treconciliation required update\n\tmissing rules added:\n\t\t\{Verbs:\[watch\] APIGroups:\[\] Resources:\[pods\] ResourceNames:\[\] NonResourceURLs:\[\]\}\n/ },
    { args: "auth reconcile -f more.yaml --remove-extra-permissions --remove-extra-subjects", stdout: /^role\.rbac\.authorization\.k8s\.io\/reader reconciled\n/, stderr: /^\treconciliation required update\n/ },
    { args: `auth reconcile -k kustom-roles --dry-run=client ${printed}`, stdout: "reader;readers;", stderr: /^(?:\t.*\n)*$/ },
    { args: "auth reconcile -R -f kustom-roles/roles.yaml --dry-run=client", stdout: /^role\.rbac\.authorization\.k8s\.io\/reader reconciled \(dry run\)\n/, stderr: /^(?:\t.*\n)*$/ },
    { args: "auth whoami -o go-template --template={{.kind}}/{{.nope}} --allow-missing-template-keys --show-managed-fields", stdout: "SelfSubjectReview/<no value>" },
    { args: "auth can-i --list --no-headers --as=ann", stdout: /^(?!Resources).*\n(?:.*\n)*pods +\[\] +\[\] +\[get list watch\]\n/, eventually: true },
    { args: "auth can-i create pods", stdout: "yes\n" },
    { args: "auth can-i '*' '*'", stdout: "yes\n" },
    { args: "auth can-i list pods --as=ann", stdout: "yes\n" },
    { args: "auth can-i watch pods --as=ann", stdout: "yes\n" },
    { args: "auth can-i delete pods --as=ann", stdout: "no\n", code: 1 },
    { args: "auth can-i get pods --subresource=log --as=ann", stdout: "yes\n" },
    { args: "auth can-i create pods --subresource=exec --as=ann", stdout: "no\n", code: 1 },
    { args: "auth can-i get pods/log --as=ann", stdout: /yes\n$/ , stderr: /^(?:Warning: .*\n)?$/ },
    { args: "auth can-i list pods -A --as=ann", stdout: "no\n", code: 1 },
    { args: "auth can-i get /healthz --as=ann", stdout: "yes\n", stderr: /^(?:Warning: .*\n)?$/ },
    { args: "auth can-i get /logs --as=ann", stdout: "no\n", code: 1 },
    { args: "auth can-i list nodes --as=ann", stdout: "no\n", stderr: "Warning: resource 'nodes' is not namespace scoped\n\n", code: 1 },
    { args: "auth can-i fly pods", stdout: "yes\n", stderr: "Warning: verb 'fly' is not a known verb\n\n" },
    { args: "auth can-i get nonsense --as=ann", stdout: "no\n", stderr: "Warning: the server doesn't have a resource type 'nonsense'\n\n", code: 1 },
    { args: "auth can-i get pods -q --as=ann", stdout: "" },
    { args: "auth can-i get pods -q --as=bob", stdout: "", code: 1 },
    { args: "auth can-i --list --as=ann", stdout: [/^Resources +Non-Resource URLs +Resource Names +Verbs\n/, /^pods +\[\] +\[\] +\[get list watch\]$/m, /^selfsubjectaccessreviews\.authorization\.k8s\.io +\[\] +\[\] +\[create\]$/m, /^ +\[\/healthz\] +\[\] +\[get\]$/m] },
    { args: "auth can-i --list", stdout: /^\*\.\* +\[\] +\[\] +\[\*\]$/m },
    { args: "get pods --as=ann", stderr: "No resources found in auth namespace.\n" },
    { args: "get secrets --as=ann", stderr: 'Error from server (Forbidden): secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" in the namespace "auth"\n', code: 1 },
    { args: "get secret x --as=ann", stderr: 'Error from server (Forbidden): secrets "x" is forbidden: User "ann" cannot get resource "secrets" in API group "" in the namespace "auth"\n', code: 1 },
    { args: "get nodes --as=ann", stderr: 'Error from server (Forbidden): nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope\n', code: 1 },
    { args: "get --raw /metrics --as=ann", stderr: 'Error from server (Forbidden): forbidden: User "ann" cannot get path "/metrics"\n', code: 1 },
    { args: "create role r --verb=delete --resource=pods --as=ann", stderr: /^Error from server \(Forbidden\): roles\.rbac\.authorization\.k8s\.io is forbidden: User "ann" cannot create resource "roles" in API group "rbac\.authorization\.k8s\.io" in the namespace "auth"\n$/, code: 1 },
    {
      name: "a service account's token is a user with the rights that were bound to it, and nobody once the account is gone",
      act: async (place) => {
        const config = JSON.parse(await mustRun(place, "config view --raw --minify -o json")) as { clusters: { cluster: { server: string; "certificate-authority-data": string } }[] };
        const { server, "certificate-authority-data": authority } = config.clusters[0]?.cluster ?? assert.fail("no cluster in the kubeconfig");
        writeFileSync(join(place.folder, "ca.crt"), Buffer.from(authority, "base64"));
        await mustRun(place, "create sa robot");
        await mustRun(place, "create rolebinding robots --role=reader --serviceaccount=auth:robot");
        const token = (await mustRun(place, "create token robot")).trim();
        const asRobot = (words: string, bearer = token) => place.kubectl(["--kubeconfig=/dev/null", `--server=${server}`, "--certificate-authority=ca.crt", `--token=${bearer}`, "-n", "auth", ...words.split(" ")]);
        assert.match((await asRobot("auth whoami")).stdout, /^ATTRIBUTE +VALUE\nUsername +system:serviceaccount:auth:robot\nUID +[0-9a-f-]{36}\nGroups +\[system:serviceaccounts system:serviceaccounts:auth system:authenticated\]\n/);
        await untilItHolds(async () => assert.equal((await asRobot("get pods")).stderr, "No resources found in auth namespace.\n"));
        assert.equal((await asRobot("get secrets")).stderr, 'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:auth:robot" cannot list resource "secrets" in API group "" in the namespace "auth"\n');
        assert.equal((await asRobot("get pods", "nonsense")).stderr, "error: You must be logged in to the server (Unauthorized)\n");
        await mustRun(place, "delete sa robot");
        await untilItHolds(async () => assert.equal((await asRobot("get pods")).stderr, "error: You must be logged in to the server (Unauthorized)\n"));
      },
    },
    { name: "a certificate counts before a token", args: "get pods --token=nonsense --user= --kubeconfig=.kubeconfig", stderr: "No resources found in auth namespace.\n" },

    { args: "create -f -", stdin: '{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"req"},"spec":{"request":"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIbU1JR05BZ0VBTUN3eEVUQVBCZ05WQkFNTUNHcGhibVV0WkdWMk1SY3dGUVlEVlFRS0RBNXplWE4wWlcwNgotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K","signerName":"example.com/signer","usages":["client auth"]}}', stderr: /^The CertificateSigningRequest "req" is invalid: spec\.request: Invalid value: /, code: 1 },
    { args: "create -f ann.yaml", stdout: "certificatesigningrequest.certificates.k8s.io/ann created\n" },
    { args: "create -R -f more", stdout: "certificatesigningrequest.certificates.k8s.io/bob created\n" },
    { args: "get csr ann", stdout: /^NAME +AGE +SIGNERNAME +REQUESTOR +REQUESTEDDURATION +CONDITION\nann +[\dms]+ +example\.com\/signer +kubernetes-admin +24h +Pending\n$/ },
    { args: "describe csr ann", stdout: /^Name: +ann\nLabels: +<none>\nAnnotations: +<none>\nCreationTimestamp: +.*\nRequesting User: +kubernetes-admin\nSigner: +example\.com\/signer\nRequested Duration: +24h\nStatus: +Pending\nSubject:\n +Common Name: +ann\n +Serial Number: *\n +Organization: +staff\nEvents: +<none>\n$/ },
    { args: "certificate approve ann", stdout: "certificatesigningrequest.certificates.k8s.io/ann approved\n" },
    { args: "get csr ann --no-headers", stdout: / Approved\n$/ },
    { args: "certificate approve -f ann.yaml --force", stdout: "certificatesigningrequest.certificates.k8s.io/ann approved\n" },
    { args: `certificate approve -k kustom ${printed}`, stdout: "ann;" },
    { name: "what is approved cannot be denied", args: "certificate deny ann", stderr: 'error: certificate signing request "ann" is already Approved\n', code: 1 },
    { args: `certificate deny -R -f more --force ${printed}`, stdout: "bob;" },
    { args: "get csr bob --no-headers", stdout: / Denied\n$/ },
    { args: "certificate deny bob -o name", stdout: "certificatesigningrequest.certificates.k8s.io/bob\n" },
    { args: "certificate approve -R -f more", stderr: 'error: certificate signing request "bob" is already Denied\n', code: 1 },
    { args: "certificate deny -k kustom-bob", stdout: "certificatesigningrequest.certificates.k8s.io/bob denied\n" },
    { args: "delete csr ann bob", stdout: 'certificatesigningrequest.certificates.k8s.io "ann" deleted\ncertificatesigningrequest.certificates.k8s.io "bob" deleted\n' },
    { args: "create -f csr.json", stderr: 'error: the path "csr.json" does not exist\n', code: 1 },
    { args: "certificate approve nobody", stderr: 'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nobody" not found\n', code: 1 },
  ],
};
