import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "reads", images: ["busybox"] });
  await cluster.kubectl("run", "web", "--image=busybox", "--labels=app=web", "--restart=Never", "--", "sh", "-c", "echo ready; sleep 600");
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
  await cluster.kubectl("wait", "--for=create", "configmap/kube-root-ca.crt", "-n", "kube-system", "--timeout=60s");
  await untilItHolds(async () => assert.equal(await cluster.kubectl("logs", "web"), "ready\n"));
  await untilItHolds(async () => assert.match(await cluster.kubectl("events", "--for=pod/web"), / Scheduled [^]* Started /));
});
after(() => cluster.dispose());

const outputs: { name: string; args: string[]; stdout: RegExp }[] = [
  { name: "version names both sides", args: ["version"], stdout: /^Client Version: v1\.36\.\d+\nKustomize Version: v[\d.]+\nServer Version: v1\.36\.\d+\S*\n$/ },
  { name: "cluster-info finds the control plane", args: ["cluster-info"], stdout: /Kubernetes control plane.* is running at .*https:\/\/127\.0\.0\.1:\d+/ },
  { name: "api-resources lists short names and kinds", args: ["api-resources"], stdout: /^jobs +batch\/v1 +true +Job$/m },
  { name: "api-resources of one group", args: ["api-resources", "--api-group=batch", "-o", "name"], stdout: /^cronjobs\.batch\njobs\.batch\n$/ },
  { name: "api-versions ends with the legacy group", args: ["api-versions"], stdout: /(?:^|\n)batch\/v1\n[\s\S]*\nv1\n$/ },
  { name: "get pods", args: ["get", "pods"], stdout: /^NAME +READY +STATUS +RESTARTS +AGE\nweb +1\/1 +Running +0 +[\dms]+\n$/ },
  { name: "get pods -o wide", args: ["get", "pods", "-o", "wide"], stdout: /^NAME .* IP +NODE +NOMINATED NODE +READINESS GATES\nweb +1\/1 +Running +0 +[\dms]+ +[\d.]+ +\S+ +<none> +<none>\n$/ },
  { name: "get -o name", args: ["get", "pods", "-o", "name"], stdout: /^pod\/web\n$/ },
  { name: "get -o jsonpath", args: ["get", "pod", "web", "-o", "jsonpath={.spec.containers[0].image} {.status.phase}"], stdout: /^busybox Running$/ },
  { name: "get -o custom-columns", args: ["get", "pods", "-o", "custom-columns=N:.metadata.name,P:.status.phase"], stdout: /^N +P\nweb +Running\n$/ },
  { name: "get -o yaml", args: ["get", "pod", "web", "-o", "yaml"], stdout: /^apiVersion: v1\nkind: Pod\nmetadata:\n[\s\S]*\n {2}labels:\n {4}app: web\n/ },
  { name: "get by label", args: ["get", "pods", "-l", "app in (web,api)", "-o", "name"], stdout: /^pod\/web\n$/ },
  { name: "get by field", args: ["get", "pods", "--field-selector=status.phase=Running", "-o", "name"], stdout: /^pod\/web\n$/ },
  { name: "get across namespaces", args: ["get", "configmaps", "-A"], stdout: /^NAMESPACE +NAME +DATA +AGE\n[\s\S]*^kube-system +kube-root-ca\.crt +1 +[\dms]+$/m },
  { name: "get several kinds", args: ["get", "pod/web", "serviceaccount/default", "-o", "name"], stdout: /^pod\/web\nserviceaccount\/default\n$/ },
  { name: "get --raw", args: ["get", "--raw", "/readyz"], stdout: /^ok$/ },
  { name: "get nodes", args: ["get", "nodes"], stdout: /^NAME +STATUS +ROLES +AGE +VERSION\n\S+ +Ready +\S+ +[\dms]+ +v1\.36\S*\n$/ },
  { name: "get namespaces", args: ["get", "ns"], stdout: /^default +Active +[\dms]+$/m },
  { name: "get events", args: ["get", "events"], stdout: /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n[\s\S]*Normal +Scheduled +pod\/web +Successfully assigned default\/web to \S+$/m },
  { name: "events", args: ["events", "--for=pod/web"], stdout: /Normal +Started +Pod\/web +/ },
  { name: "describe pod", args: ["describe", "pod", "web"], stdout: /^Name: +web\n[\s\S]*^Status: +Running\n[\s\S]*^ {4}State: +Running\n[\s\S]*^QoS Class: +BestEffort\n[\s\S]*Normal +Started/m },
  { name: "describe node", args: ["describe", "node"], stdout: /^Name: [\s\S]*^Conditions:[\s\S]*^ {2}Ready +True [\s\S]*^Capacity:[\s\S]*^System Info:[\s\S]*Container Runtime Version: [\s\S]*^Non-terminated Pods:[\s\S]*web/m },
  { name: "describe namespace", args: ["describe", "ns", "default"], stdout: /^Name: +default\nLabels: +kubernetes\.io\/metadata\.name=default\n[\s\S]*^Status: +Active$/m },
  { name: "logs", args: ["logs", "web"], stdout: /^ready\n$/ },
  { name: "logs --timestamps", args: ["logs", "web", "--timestamps"], stdout: /^\d{4}-\d\d-\d\dT[\d:.]+Z ready\n$/ },
  { name: "logs --since", args: ["logs", "web", "--since=1h"], stdout: /^ready\n$/ },
  { name: "explain job.spec", args: ["explain", "job.spec"], stdout: /^GROUP: +batch\nKIND: +Job\nVERSION: +v1\n\nFIELD: spec <JobSpec>\n[\s\S]*^ {2}backoffLimit\t<integer>$/m },
  { name: "explain --recursive", args: ["explain", "job.spec.template.spec", "--recursive"], stdout: /^ {2}containers\t<\[\]Container> -required-$/m },
  { name: "auth can-i", args: ["auth", "can-i", "create", "jobs"], stdout: /^yes\n$/ },
  { name: "auth whoami", args: ["auth", "whoami"], stdout: /^ATTRIBUTE +VALUE\nUsername +kubernetes-admin\n/ },
];

for (const { name, args, stdout } of outputs) {
  test(`kubectl ${name}`, async () => assert.match(await cluster.kubectl(...args), stdout));
}

test("kubectl auth can-i as someone without rights says no and exits 1", async () => {
  const { code, stdout } = await cluster.tryKubectl(["auth", "can-i", "create", "jobs", "--as=somebody"]);
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "no\n" });
});

test("kubectl get of what is not there says so in the words that people search for", async () => {
  const { code, stderr } = await cluster.tryKubectl(["get", "pod", "nobody"]);
  assert.deepEqual({ code, stderr }, { code: 1, stderr: 'Error from server (NotFound): pods "nobody" not found\n' });
});

test("kubectl get -w prints a row for every change", async () => {
  await cluster.kubectl("create", "configmap", "seen", "--from-literal=a=1");
  await cluster.kubectl("label", "configmap", "seen", "watched=yes");
  const child = spawn(cluster.kubectlProgram, ["get", "configmaps", "-w", "-l", "watched=yes"], { env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const changes = [["patch", "configmap", "seen", "-p", '{"data":{"b":"2"}}'], ["patch", "configmap", "seen", "-p", '{"data":{"c":"3"}}'], ["delete", "configmap", "seen"]];
  const rows: string[] = [];
  try {
    for await (const line of createInterface(child.stdout)) {
      rows.push(line.replace(/ +/g, " ").replace(/ [\dms]+$/, ""));
      if (rows.length === 1) continue;
      const change = changes.shift();
      if (change === undefined) break;
      await cluster.kubectl(...change);
    }
  } finally {
    child.kill();
    await closed;
  }
  assert.deepEqual(rows, ["NAME DATA AGE", "seen 1", "seen 2", "seen 3", "seen 3"]);
});

test("kubectl apply takes a file, a folder and standard input, and diff tells what would change", async () => {
  const folder = mkdtempSync(join(tmpdir(), "apply-"));
  const manifest = (name: string, value: string): string => JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } });
  try {
    writeFileSync(join(folder, "one.json"), manifest("one", "1"));
    writeFileSync(join(folder, "two.yaml"), manifest("two", "1"));
    assert.equal(await cluster.kubectl("apply", "-f", join(folder, "one.json")), "configmap/one created\n");
    assert.equal(await cluster.kubectl("apply", "-f", folder), "configmap/one unchanged\nconfigmap/two created\n");
    const piped = await cluster.tryKubectl(["apply", "-f", "-"], { input: manifest("one", "2") });
    assert.equal(piped.stdout, "configmap/one configured\n", piped.stderr);
    assert.equal(await cluster.kubectl("delete", "-f", folder), 'configmap "one" deleted from default namespace\nconfigmap "two" deleted from default namespace\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
