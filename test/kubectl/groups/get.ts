import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Group, mustRun, type Place } from "../table.ts";

const maps = ["a", "b", "c"].map((name, index) => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}","labels":{"rank":"${3 - index}","set":"get"}},"data":{"k":"${name}"}}`);
const service = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80}],"selector":{"app":"x"}}}';

/** `kubectl get`, every output of it. */
export const group: Group = {
  name: "get",
  files: { "all.json": `{"apiVersion":"v1","kind":"List","items":[${maps.join(",")},${service}]}`, "columns.txt": "NAME RANK\nmetadata.name metadata.labels.rank\n", "t.gotpl": "{{range .items}}{{.metadata.name}} {{end}}", "t.jsonpath": "{.items[*].metadata.name}" },
  steps: [
    { args: "get configmaps -l set=get", stderr: "No resources found in get namespace.\n", stdout: "" },
    { args: "create -f all.json", stdout: "configmap/a created\nconfigmap/b created\nconfigmap/c created\nservice/s created\n" },
    { args: "get cm a", stdout: /^NAME +DATA +AGE\na +1 +[\dms]+\n$/ },
    { args: "get cm/a cm/b", stdout: /^NAME +DATA +AGE\na +1 +[\dms]+\nb +1 +[\dms]+\n$/ },
    { args: "get cm a b --no-headers", stdout: /^a +1 +[\dms]+\nb +1 +[\dms]+\n$/ },
    { args: "get cm a nope", stdout: /^NAME +DATA +AGE\na /, stderr: 'Error from server (NotFound): configmaps "nope" not found\n', code: 1 },
    { args: "get cm nope --ignore-not-found", stdout: "" },
    { args: "get nonsense", stderr: 'error: the server doesn\'t have a resource type "nonsense"\n', code: 1 },
    { args: "get cm,svc -l set=get --show-labels", stdout: /^NAME +DATA +AGE +LABELS\nconfigmap\/a +1 +[\dms]+ +rank=3,set=get\n/ },
    { args: "get cm -L rank,set -l 'set in (get)'", stdout: /^NAME +DATA +AGE +RANK +SET\na +1 +[\dms]+ +3 +get\nb +1 +[\dms]+ +2 +get\nc +1 +[\dms]+ +1 +get\n$/ },
    { args: "get cm -l set=get --sort-by={.metadata.labels.rank} -o name", stdout: "configmap/c\nconfigmap/b\nconfigmap/a\n" },
    { args: "get cm -l set=get --sort-by=.metadata.name", stdout: /^NAME +DATA +AGE\na .*\nb .*\nc .*\n$/ },
    { args: "get cm -l set=get --sort-by=.spec.nope", stdout: "", stderr: "No resources found in get namespace.\n" },
    { args: "get cm -l 'rank notin (1,2),set' -o name", stdout: "configmap/a\n" },
    { args: "get cm -l '!set' -o name", stdout: "configmap/kube-root-ca.crt\n" },
    { args: "get cm -l 'set=='", stderr: "No resources found in get namespace.\n" },
    { args: "get cm -l 'a b'", stderr: /^Error from server \(BadRequest\): Unable to find "\/v1, Resource=configmaps" that match label selector "a b", field selector "": unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt\n$/, code: 1 },
    { args: "get cm --field-selector metadata.name=b -o name", stdout: "configmap/b\n" },
    { args: "get cm --field-selector data.k=b", stderr: 'Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "", field selector "data.k=b": "data.k" is not a known field selector: only "metadata.name", "metadata.namespace"\n', code: 1 },
    { args: "get cm -l set=get --chunk-size=1 -o name", stdout: "configmap/a\nconfigmap/b\nconfigmap/c\n" },
    { args: "get cm a -o json", stdout: [/^\{\n {4}"apiVersion": "v1",\n {4}"data": \{\n {8}"k": "a"\n {4}\},\n {4}"kind": "ConfigMap",\n/, /"resourceVersion": "\d+"/, /"uid": "[0-9a-f-]{36}"\n {4}\}\n\}\n$/] },
    { args: "get cm a -o yaml", stdout: /^apiVersion: v1\ndata:\n {2}k: a\nkind: ConfigMap\nmetadata:\n {2}creationTimestamp: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\n {2}labels:\n {4}rank: "3"\n {4}set: get\n {2}name: a\n {2}namespace: get\n {2}resourceVersion: "\d+"\n {2}uid: [0-9a-f-]{36}\n$/ },
    { args: "get cm a -o kyaml", stdout: /^---\n\{\n {2}apiVersion: "v1",\n/ },
    { args: "get cm -l set=get -o yaml", stdout: [/^apiVersion: v1\nitems:\n- apiVersion: v1\n/, /\nkind: List\nmetadata:\n {2}resourceVersion: ""\n$/] },
    { args: "get cm a -o name", stdout: "configmap/a\n" },
    { args: "get svc s -o wide", stdout: /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE +SELECTOR\ns +ClusterIP +\S+ +<none> +80\/TCP +[\dms]+ +app=x\n$/ },
    { args: "get cm -l set=get -o custom-columns=NAME:.metadata.name,V:.data.k,N:.data.nope", stdout: "NAME   V     N\na      a     <none>\nb      b     <none>\nc      c     <none>\n" },
    { args: "get cm -l set=get -o custom-columns-file=columns.txt", stdout: "NAME   RANK\na      3\nb      2\nc      1\n" },
    { args: ["get", "cm", "-l", "set=get", "-o", 'jsonpath={range .items[*]}{.metadata.name}={.data.k}{"\\n"}{end}'], stdout: "a=a\nb=b\nc=c\n" },
    { args: ["get", "cm", "-l", "set=get", "-o", 'jsonpath={.items[?(@.data.k=="b")].metadata.name}'], stdout: "b" },
    { args: "get cm a -o jsonpath-as-json={.data}", stdout: '[\n    {\n        "k": "a"\n    }\n]\n' },
    { args: "get cm -l set=get -o jsonpath-file=t.jsonpath", stdout: "a b c" },
    { args: ["get", "cm", "-l", "set=get", "-o", "go-template={{len .items}}"], stdout: "3" },
    { args: "get cm -l set=get -o go-template-file=t.gotpl", stdout: "a b c " },
    { args: "get cm -l set=get -o template --template={{.kind}}", stdout: "List" },
    { args: "get cm a -o nonsense", stderr: /^error: unable to match a printer suitable for the output format "nonsense", allowed formats are: /, code: 1 },
    { args: "get cm a --server-print=false", stdout: /^NAME +AGE\na +[\dms]+\n$/ },
    { args: "get cm a --show-kind", stdout: /^NAME +DATA +AGE\nconfigmap\/a / },
    { args: "get cm -A --field-selector metadata.namespace=get -l set=get", stdout: /^NAMESPACE +NAME +DATA +AGE\nget +a +1 / },
    { args: "get all", stdout: /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nservice\/s +ClusterIP / },
    { args: "get -f all.json -o name", stdout: "configmap/a\nconfigmap/b\nconfigmap/c\nservice/s\n" },
    { args: "get configmaps.v1. a -o name", stdout: "configmap/a\n" },
    { args: "get deployments.v1.apps", stderr: "No resources found in get namespace.\n" },
    { args: "get --raw /api/v1/namespaces/get/configmaps/a", stdout: /^\{.*"kind":"ConfigMap".*"data":\{"k":"a"\}.*\}\n?$/s },
    { args: "get --raw /healthz", stdout: "ok" },
    { args: "get --raw '/readyz?verbose'", stdout: [/^\[\+\]ping ok\n/, /readyz check passed\n$/] },
    { args: "get --raw /livez", stdout: "ok" },
    { args: "get --raw /version", stdout: /"major": ?"1",\s+"minor": ?"36"/ },
    { args: "get --raw /metrics", stdout: /apiserver_request_total/ },
    { args: "get --raw /nonsense", stderr: "Error from server (NotFound): the server could not find the requested resource\n", code: 1 },
    { args: "get --raw /api", stdout: /"kind":"APIVersions"/ },
    { args: "get --raw /", stdout: /"paths":/ },
    { args: "get componentstatuses", stdout: /^NAME +STATUS +MESSAGE +ERROR\n/, stderr: "Warning: v1 ComponentStatus is deprecated in v1.19+\n" },
    { args: "get ns get", stdout: /^NAME +STATUS +AGE\nget +Active +[\dms]+\n$/ },
    { args: "create deployment scaled --image=x --replicas=2", stdout: "deployment.apps/scaled created\n" },
    { args: "get deployment scaled --subresource=scale -o jsonpath={.kind}/{.spec.replicas}/{.status.selector}", stdout: "Scale/2/app=scaled" },
    { args: "get deployment scaled --subresource=scale", stdout: /^NAME +DESIRED +AVAILABLE +AGE\nscaled +2 +0 +[\dms]+\n$/ },
    { args: "get deployment scaled --subresource=status -o name", stdout: "deployment.apps/scaled\n" },
    { args: "get deployment scaled", stdout: /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nscaled +0\/2 +0 +0 +[\dms]+\n$/ },
    { args: "get deployment scaled -o wide", stdout: /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nscaled +0\/2 +0 +0 +[\dms]+ +x +x +app=scaled\n$/ },
    { args: "get secret --request-timeout=30s", stderr: "No resources found in get namespace.\n" },
    { args: "get cm -w --request-timeout=5s --field-selector metadata.name=a -o name", stdout: "configmap/a\n" },
    { name: "-w prints the first list and then changes", act: (place) => watchRow(place, ["get", "cm", "a", "-w", "--no-headers"], [/^a +1 +[\dms]+\n$/, /^a +2 +[\dms]+\n$/]) },
    { name: "--watch-only prints changes alone", act: (place) => watchRow(place, ["get", "cm", "a", "--watch-only", "--no-headers", "-o", "jsonpath={.data}"], [/^\{"extra":"\d+","k":"a"\}/]) },
    { name: "-w -l: what loses its label is gone, what gains it is new", act: async (place) => {
        await mustRun(place, "create cm moving");
        await mustRun(place, "label cm moving seen=yes");
        const child = place.start(["get", "cm", "-w", "-l", "seen", "--output-watch-events", "--no-headers"]);
        const closed = once(child, "close");
        const changes = ["label cm moving seen-", "label cm moving seen=again", "delete cm moving"];
        const events: string[] = [];
        try {
          for await (const line of createInterface(child.stdout)) {
            events.push(line.replace(/ +/g, " ").replace(/[\dms]+$/, "#"));
            const change = changes.shift();
            if (change === undefined) break;
            await mustRun(place, change);
          }
        } finally {
          child.kill();
          await closed;
        }
        assert.deepEqual(events, ["ADDED moving 0 #", "DELETED moving 0 #", "ADDED moving 0 #", "DELETED moving 0 #"]);
      } },
    { name: "--output-watch-events names what happened", act: (place) => watchRow(place, ["get", "cm", "--field-selector=metadata.name=a", "-w", "--output-watch-events"], [/^EVENT +NAME +DATA +AGE\nADDED +a +2 +[\dms]+\n$/, /^MODIFIED +a +2 +[\dms]+\n$/]) },
  ],
};

/** Starts a watch and changes the ConfigMap `a` before each output but the first, until each has come. */
async function watchRow(place: Place, args: readonly string[], expected: readonly RegExp[]): Promise<void> {
  const child = place.start(args);
  const closed = once(child, "close");
  const change = () => mustRun(place, ["patch", "cm", "a", "-p", JSON.stringify({ data: { extra: String(performance.now()).replace(".", "") } })]);
  let seenAll = false;
  const changing = async (): Promise<void> => {
    while (!seenAll) await change();
  };
  // A watch without a first list says nothing when it stands: changes go on until it reports one.
  const changed = args.includes("--watch-only") ? changing() : Promise.resolve();
  const output = child.stdout[Symbol.asyncIterator]();
  try {
    for (const [index, pattern] of expected.entries()) {
      if (index > 0) await change();
      for (let seen = ""; !pattern.test(seen); ) {
        const { value, done } = await output.next();
        assert.ok(done !== true, `kubectl ended after:\n${seen}`);
        seen += value;
      }
    }
  } finally {
    seenAll = true;
    child.kill();
    await Promise.all([closed, changed]);
  }
}
