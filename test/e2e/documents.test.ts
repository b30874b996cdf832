/** Manifests of the documents, typed as the documents type them: shells, pipes and all. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { root, run, type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

const folder = mkdtempSync(join(tmpdir(), "wherry-documents-"));
cpSync(join(root, "examples"), folder, { recursive: true });

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "documents", images: ["busybox"] });
});
after(async () => {
  await cluster.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What a shell prints for `line`, with kubectl on its path. Fails with its errors where it does not end with `code`. */
async function shell(line: string, code = 0): Promise<string> {
  const env = { KUBECONFIG: cluster.kubeconfig, HOME: folder, PATH: `${dirname(cluster.kubectlProgram)}:${process.env["PATH"]}` };
  const finished = await run("/bin/sh", ["-c", line], { cwd: folder, env });
  assert.equal(finished.code, code, finished.stdout + finished.stderr);
  return code === 0 ? finished.stdout : finished.stderr;
}

test("one template, three Jobs: sed in a loop, create of a folder, logs and deletion by label", async () => {
  await shell("mkdir ./jobs && for i in apple banana cherry; do cat job-tmpl.yaml | sed \"s/\\$ITEM/$i/\" > ./jobs/job-$i.yaml; done");
  assert.equal(await shell("ls jobs/"), "job-apple.yaml\njob-banana.yaml\njob-cherry.yaml\n");
  assert.equal(await shell("kubectl create -f ./jobs"), ["apple", "banana", "cherry"].map((item) => `job.batch/process-item-${item} created\n`).join(""));
  await shell("kubectl wait --for=jsonpath='{.status.startTime}' job -l jobgroup=jobexample --timeout=60s");
  assert.match(await shell("kubectl get jobs -l jobgroup=jobexample"), /^NAME +STATUS +COMPLETIONS +DURATION +AGE\n(?:process-item-\w+ +(?:Running|Complete) +[01]\/1 +\S+ +[\dms]+\n){3}$/);
  await untilItHolds(async () => {
    const logs = await shell("kubectl logs -f -l jobgroup=jobexample"); // refused until every container has started
    assert.deepEqual(logs.trim().split("\n").sort(), ["apple", "banana", "cherry"].map((item) => `Processing item ${item}`));
  });
  await shell("kubectl wait --for=condition=complete job -l jobgroup=jobexample --timeout=60s");
  assert.match(await shell("kubectl get pods -l jobgroup=jobexample --field-selector=status.phase=Succeeded --no-headers"), /^(?:process-item-\w+-\w{5} +0\/1 +Completed +0 +[\dms]+\n){3}$/);
  assert.equal(await shell("kubectl delete job -l jobgroup=jobexample"), ["apple", "banana", "cherry"].map((item) => `job.batch "process-item-${item}" deleted from default namespace\n`).join(""));
  await shell("kubectl wait --for=delete pod -l jobgroup=jobexample --timeout=60s");
});

test("a CronJob: its row, a run by hand, suspension, and an end that takes its Jobs along", async () => {
  assert.equal(await shell("kubectl create -f hello-cronjob.yaml"), "cronjob.batch/hello created\n");
  assert.match(await shell("kubectl get cronjob hello"), /^NAME +SCHEDULE +TIMEZONE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE\nhello +\*\/1 \* \* \* \* +<none> +False +\d +\S+ +[\dms]+\n$/);
  assert.equal(await shell("kubectl create job hello-by-hand --from=cronjob/hello"), "job.batch/hello-by-hand created\n");
  await shell("kubectl wait --for=condition=complete job/hello-by-hand --timeout=60s");
  assert.match(await shell("kubectl logs job/hello-by-hand"), /^\w{3} \w{3} .* UTC 20\d\d\nHello from the Kubernetes cluster\n$/);
  assert.equal(await shell(`kubectl patch cronjob hello -p '{"spec":{"suspend":true}}'`), "cronjob.batch/hello patched\n");
  assert.match(await shell("kubectl get cronjob hello --no-headers"), /^hello +\*\/1 \* \* \* \* +<none> +True /);
  assert.match(await shell("kubectl describe cronjob hello"), /^Name: +hello\n(?:.*\n)*Schedule: +\*\/1 \* \* \* \*\nConcurrency Policy: +Allow\nSuspend: +True\n/);
  assert.equal(await shell("kubectl delete cronjob hello"), 'cronjob.batch "hello" deleted from default namespace\n');
  await shell("kubectl wait --for=delete job/hello-by-hand --timeout=60s");
  assert.equal(await shell("kubectl apply -f daily-report-cronjob.yaml"), "cronjob.batch/daily-report created\n");
  assert.equal(await shell("sed 's/1 \\*/5 */' daily-report-cronjob.yaml | kubectl apply -f -"), "cronjob.batch/daily-report configured\n");
  assert.equal(await shell("kubectl get cronjob daily-report -o jsonpath={.spec.schedule}"), "*/5 * * * *");
  await shell("kubectl delete -f daily-report-cronjob.yaml");
});

test("a DaemonSet of kube-system is stored and shown", async () => {
  assert.equal(await shell("kubectl create -f fluentd-daemonset.yaml"), "daemonset.apps/fluentd-elasticsearch created\n");
  assert.match(await shell("kubectl get ds -n kube-system -o wide"), /^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE +CONTAINERS +IMAGES +SELECTOR\nfluentd-elasticsearch +\d +\d +\d +\d +\d +<none> +[\dms]+ +fluentd-elasticsearch +quay\.io\/fluentd_elasticsearch\/fluentd:v2\.5\.2 +name=fluentd-elasticsearch\n$/);
  assert.match(await shell("kubectl describe ds fluentd-elasticsearch -n kube-system"), /varlog:\n {4}Type: +HostPath \(bare host directory volume\)\n {4}Path: +\/var\/log\n/);
  await shell("kubectl delete -f fluentd-daemonset.yaml");
});

test("a work queue whose image was never filled in: the Job stays, and its pods say why", async () => {
  assert.equal(await shell("kubectl apply -f ./job-wq-1.yaml"), "job.batch/job-wq-1 created\n");
  await untilItHolds(async () => assert.match(await shell("kubectl get pods -l job-name=job-wq-1 --no-headers"), /^(?:job-wq-1-\w{5} +0\/1 +InvalidImageName +0 +[\dms]+\n){2}$/));
  await shell("kubectl wait --for=jsonpath='{.status.active}'=2 job/job-wq-1 --timeout=60s");
  assert.match(await shell("kubectl get job job-wq-1 --no-headers"), /^job-wq-1 +Running +0\/8 +[\dms]+ +[\dms]+\n$/);
  const described = await shell("kubectl describe jobs/job-wq-1");
  assert.match(described, /\nParallelism: +2\nCompletions: +8\n/);
  assert.match(described, /\nPods Statuses: +2 Active \(0 Ready\) \/ 0 Succeeded \/ 0 Failed\n/);
  await untilItHolds(async () => assert.match(await shell("kubectl describe $(kubectl get pod -l job-name=job-wq-1 -o name | head -n 1)"), /InspectFailed +.*Failed to apply default image tag "gcr\.io\/<project>\/job-wq-1": couldn't parse image name "gcr\.io\/<project>\/job-wq-1": invalid reference format/));
  await shell("kubectl delete job job-wq-1");
});

test("the queue with as many completions as items, and the one that ends when its items do", async () => {
  await shell("sed 's#gcr.io/<project>/job-wq-1#busybox#' job-wq-1.yaml | kubectl apply -f -");
  await shell("kubectl wait --for=condition=complete job/job-wq-1 --timeout=110s");
  assert.match(await shell("kubectl get job job-wq-1 --no-headers"), /^job-wq-1 +Complete +8\/8 +[\dms]+ +[\dms]+\n$/);
  await shell("sed 's#gcr.io/myproject/job-wq-2#busybox#' job-wq-2.yaml | kubectl apply -f -");
  await shell("kubectl wait --for=condition=complete job/job-wq-2 --timeout=110s");
  assert.match(await shell("kubectl get job job-wq-2 --no-headers"), /^job-wq-2 +Complete +2\/1 of 2 +[\dms]+ +[\dms]+\n$/);
  assert.match(await shell("kubectl describe job job-wq-2"), /\nPods Statuses: +0 Active \(0 Ready\) \/ 2 Succeeded \/ 0 Failed\n/);
  await shell("kubectl delete job job-wq-1 job-wq-2");
});

test("a template is changed by deleting and creating, and kubectl says so", async () => {
  await shell("sed 's/sleep 5/true/; s/$ITEM/one/' job-tmpl.yaml > one.yaml && kubectl apply -f one.yaml");
  assert.match(await shell("sed 's/busybox/other/' one.yaml | kubectl apply -f -", 1), /The Job "process-item-one" is invalid: spec\.template: Invalid value: .*: field is immutable/);
  const refused = await shell("sed 's/busybox/other/' one.yaml | kubectl replace -f -", 1);
  assert.match(refused, /^The Job "process-item-one" is invalid: \n\* spec\.selector: Required value\n\* spec\.template\.metadata\.labels: Invalid value: .*: `selector` does not match template `labels`\n\* spec\.selector: Invalid value: null: field is immutable\n\* spec\.template: Invalid value: .*: field is immutable\n$/);
  assert.equal(await shell("kubectl replace --force -f one.yaml"), 'job.batch "process-item-one" deleted from default namespace\njob.batch/process-item-one replaced\n');
  await shell("kubectl wait --for=condition=complete job/process-item-one --timeout=60s && kubectl delete -f one.yaml");
});

test("a Job that does not complete: describe and events tell, in the words that are searched for", async () => {
  await shell("kubectl create job failing --image=busybox --dry-run=client -o yaml -- sh -c 'echo cannot go on; exit 3' | sed 's/^spec:/&\\n  backoffLimit: 0/' | kubectl create -f -");
  await shell("kubectl wait --for=condition=Failed job/failing --timeout=60s");
  await untilItHolds(async () => {
    const described = await shell("kubectl describe job failing");
    assert.match(described, /Pods Statuses: +0 Active \(0 Ready\) \/ 0 Succeeded \/ 1 Failed\n/);
    assert.match(described, /Warning +BackoffLimitExceeded +.*job-controller +Job has reached the specified backoff limit\n/);
  });
  assert.match(await shell("kubectl get job failing --no-headers"), /^failing +Failed +0\/1 +[\dms]+ +[\dms]+\n$/);
  assert.equal(await shell("kubectl logs -l job-name=failing"), "cannot go on\n");
  assert.match(await shell("kubectl get pods -l job-name=failing --no-headers"), /^failing-\w{5} +0\/1 +Error +0 +[\dms]+\n$/);
  assert.match(await shell("kubectl events --for job/failing"), /Warning +BackoffLimitExceeded +Job\/failing +Job has reached the specified backoff limit\n/);
  await shell("kubectl delete job failing");
});

test("settings and secrets as variables and as files, which follow a replacement through a pipe", async () => {
  writeFileSync(join(folder, "game.properties"), "lives=3\n");
  await shell("kubectl create configmap game --from-file=game.properties --from-literal=level=easy");
  await shell("kubectl create secret generic login --from-literal=user=ann");
  const reader = `{apiVersion: v1, kind: Pod, metadata: {name: reader}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: busybox, command: [sleep, '600'],
    env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: game, key: level}}}], envFrom: [{secretRef: {name: login}, prefix: LOGIN_}],
    volumeMounts: [{name: settings, mountPath: /etc/game}, {name: login, mountPath: /etc/login}]}],
    volumes: [{name: settings, configMap: {name: game}}, {name: login, secret: {secretName: login}}]}}`;
  writeFileSync(join(folder, "reader.yaml"), reader);
  await shell("kubectl create -f reader.yaml && kubectl wait --for=condition=Ready pod/reader --timeout=60s");
  assert.equal(await shell("kubectl exec reader -- sh -c 'echo $LEVEL $LOGIN_user; cat /etc/game/game.properties /etc/login/user'"), "easy ann\nlives=3\nann");
  assert.match(await shell("kubectl exec reader -- ls -l /etc/game"), /game\.properties -> \.\.data\/game\.properties/);
  writeFileSync(join(folder, "game.properties"), "lives=5\n");
  assert.equal(await shell("kubectl create configmap game --from-file=game.properties --from-literal=level=hard --dry-run=client -o yaml | kubectl replace -f -"), "configmap/game replaced\n");
  assert.equal(await shell("kubectl exec reader -- sh -c 'until grep -q 5 /etc/game/game.properties; do sleep 0.1; done; cat /etc/game/game.properties; echo $LEVEL'"), "lives=5\neasy\n");
  await shell("kubectl delete pod reader --now && kubectl delete configmap/game secret/login");
});
