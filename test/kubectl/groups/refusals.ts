import type { Group } from "../table.ts";

const pod = (spec: string, metadata = "name: x") => `{apiVersion: v1, kind: Pod, metadata: {${metadata}}, spec: {${spec}}}`;
const container = "containers: [{name: c, image: busybox}]";
const deployment = (spec: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {${spec}}}`;
const template = "template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: busybox}]}}";
const job = (spec: string, podSpec: string) => `{apiVersion: batch/v1, kind: Job, metadata: {name: x}, spec: {${spec} template: {spec: {${podSpec}}}}}`;
const service = (spec: string) => `{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {${spec}}}`;
const line = /.*/.source;

/** Manifests that the server refuses, and the words in which kubectl's users look for help. */
const manifests: { name: string; manifest: string; stderr: string | RegExp }[] = [
  { name: "a pod without containers", manifest: pod("containers: []"), stderr: 'The Pod "x" is invalid: spec.containers: Required value\n' },
  { name: "a container without an image", manifest: pod("containers: [{name: c}]"), stderr: 'The Pod "x" is invalid: spec.containers[0].image: Required value\n' },
  { name: "two containers of one name", manifest: pod("containers: [{name: c, image: a}, {name: c, image: b}]"), stderr: 'The Pod "x" is invalid: spec.containers[1].name: Duplicate value: "c"\n' },
  { name: "a mount of no volume", manifest: pod("containers: [{name: c, image: a, volumeMounts: [{name: v, mountPath: /v}]}]"), stderr: 'The Pod "x" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "v"\n' },
  { name: "a request above the limit", manifest: pod("containers: [{name: c, image: a, resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}}]"), stderr: 'The Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi\n' },
  { name: "a quantity that is none", manifest: pod("containers: [{name: c, image: a, resources: {limits: {memory: much}}}]"), stderr: /^Error from server \(BadRequest\): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression '\^\(\[\+-\]\?\[0-9\.\]\+\)\(\[eEinumkKMGTP\]\*\[-\+\]\?\[0-9\]\*\)\$'\n$/ },
  { name: "a port out of range", manifest: pod("containers: [{name: c, image: a, ports: [{containerPort: 70000}]}]"), stderr: 'The Pod "x" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive\n' },
  { name: "a restart policy that is none", manifest: pod(`restartPolicy: Sometimes, ${container}`), stderr: 'The Pod "x" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"\n' },
  { name: "a text where a number belongs", manifest: pod("containers: [{name: c, image: a, ports: [{containerPort: web}]}]"), stderr: /^Error from server \(BadRequest\): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field ContainerPort\.spec\.containers\.ports\.containerPort of type int32\n$/ },
  { name: "a misspelt field", manifest: pod("containers: [{name: c, image: a, imagePullPolice: Always}]"), stderr: /^Error from server \(BadRequest\): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec\.containers\[0\]\.imagePullPolice"\n$/ },
  { name: "no name", manifest: pod(container, "labels: {a: b}"), stderr: 'The Pod "" is invalid: metadata.name: Required value: name or generateName is required\n' },
  { name: "a namespace that is not there", manifest: pod(container, "name: x, namespace: other"), stderr: 'Error from server (NotFound): error when creating "STDIN": namespaces "other" not found\n' },
  { name: "a service account that is not there", manifest: pod(`serviceAccountName: nobody, ${container}`), stderr: 'Error from server (Forbidden): error when creating "STDIN": pods "x" is forbidden: error looking up service account refusals/nobody: serviceaccount "nobody" not found\n' },
  { name: "a priority class that is not there", manifest: pod(`priorityClassName: none, ${container}`), stderr: 'Error from server (Forbidden): error when creating "STDIN": pods "x" is forbidden: no PriorityClass with name none was found\n' },
  { name: "a runtime class that is not there", manifest: pod(`runtimeClassName: none, ${container}`), stderr: 'Error from server (Forbidden): error when creating "STDIN": pods "x" is forbidden: pod rejected: RuntimeClass "none" not found\n' },
  { name: "a selector that its template does not match", manifest: deployment(`selector: {matchLabels: {app: other}}, ${template}`), stderr: /^The Deployment "x" is invalid: spec\.template\.metadata\.labels: Invalid value: \{"app":"x"\}: `selector` does not match template `labels`\n$/ },
  { name: "no selector", manifest: deployment(template), stderr: /^The Deployment "x" is invalid: \n\* spec\.selector: Required value\n\* spec\.template\.metadata\.labels: Invalid value: \{"app":"x"\}: `selector` does not match template `labels`\n$/ },
  { name: "a Job whose pods restart for ever", manifest: job("", `restartPolicy: Always, ${container}`), stderr: 'The Job "x" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"\n' },
  { name: "a Job that says nothing of restarts", manifest: job("", container), stderr: 'The Job "x" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"\n' },
  { name: "fewer than no retries", manifest: job("backoffLimit: -1,", `restartPolicy: Never, ${container}`), stderr: 'The Job "x" is invalid: spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0\n' },
  { name: "a CronJob of six fields", manifest: `{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {schedule: '0 * * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, ${container}}}}}}}`, stderr: /^The CronJob "x" is invalid: spec\.schedule: Invalid value: "0 \* \* \* \* \*": expected exactly 5 fields, found 6: \[0 \* \* \* \* \*\]\n$/ },
  { name: "a CronJob in no time zone", manifest: `{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {schedule: '@daily', timeZone: Nowhere/Land, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, ${container}}}}}}}`, stderr: 'The CronJob "x" is invalid: spec.timeZone: Invalid value: "Nowhere/Land": unknown time zone Nowhere/Land\n' },
  { name: "a service without ports", manifest: service("selector: {a: b}"), stderr: 'The Service "x" is invalid: spec.ports: Required value\n' },
  { name: "two ports without names", manifest: service("ports: [{port: 80}, {port: 81}]"), stderr: 'The Service "x" is invalid: \n* spec.ports[0].name: Required value\n* spec.ports[1].name: Required value\n' },
  { name: "a node port out of range", manifest: service("type: NodePort, ports: [{port: 80, nodePort: 80}]"), stderr: /^The Service "x" is invalid: spec\.ports\[0\]\.nodePort: Invalid value: 80: provided port is not in the valid range\. The range of valid ports is 30000-32767\n$/ },
  { name: "an address of no range", manifest: service("clusterIP: 192.0.2.1, ports: [{port: 80}]"), stderr: 'The Service "x" is invalid: spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided network does not match the current range\n' },
  { name: "a version that is not served", manifest: `{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: x}}`, stderr: 'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "CronJob" in version "batch/v1beta1"\nensure CRDs are installed first\n' },
  { name: "YAML that is none", manifest: "a: b: c\n", stderr: /^error: error parsing STDIN: error converting YAML to JSON: yaml: / },
];

/** Uses that the server refuses, and its words for it. */
export const group: Group = {
  name: "refusals",
  files: { "mebibyte.txt": "a".repeat(1_048_577), "third.yaml": `{apiVersion: v1, kind: ConfigMap, metadata: {name: third}, data: {a: ${"a".repeat(262_144)}}}` },
  steps: [
    { args: "create cm large --from-file=mebibyte.txt", stderr: 'error: failed to create configmap: ConfigMap "large" is invalid: []: Too long: may not be more than 1048576 bytes\n', code: 1 },
    { args: "create secret generic large --from-file=mebibyte.txt", stderr: 'error: failed to create secret Secret "large" is invalid: data: Too long: may not be more than 1048576 bytes\n', code: 1 },
    { name: "what apply notes down has its limit too", args: "apply -f third.yaml", stderr: 'The ConfigMap "third" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes\n', code: 1 },
    { name: "create notes nothing down", args: "create -f third.yaml", stdout: "configmap/third created\n" },
    ...manifests.map(({ name, manifest, stderr }) => ({ name, args: "create -f -", stdin: manifest, stderr, code: 1 })),
    { name: "a manifest cannot be fetched from nowhere", args: "create -f http://127.0.0.1:1/x.yaml", stderr: "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n", code: 1 },
    { name: "a manifest of one namespace, a command for another", args: "create -n refusals -f -", stdin: pod(container, "name: x, namespace: other"), stderr: "error: the namespace from the provided object \"other\" does not match the namespace \"refusals\". You must pass '--namespace=other' to perform this operation.\n", code: 1 },
    { args: "create cm x --from-literal=a=b -n nowhere", stderr: 'error: failed to create configmap: namespaces "nowhere" not found\n', code: 1 },
    { args: "create cm x --from-file=bad~name=/etc/hostname", stderr: /^error: "bad~name" is not a valid key name for a ConfigMap: /, code: 1 },
    { args: "run x --image=busybox", stdout: "pod/x created\n" },
    { name: "what cannot be changed in a pod", args: `patch pod x -p '{"spec":{"restartPolicy":"Never"}}'`, stderr: new RegExp(`^The Pod "x" is invalid: spec: Forbidden: pod updates may not change fields other than ${line}`), code: 1 },
    { args: `patch pod x -p '{"metadata":{"uid":"other"}}'`, stderr: 'The Pod "x" is invalid: metadata.uid: Invalid value: "other": field is immutable\n', code: 1 },
    { args: `patch pod x -p '{"metadata":{"resourceVersion":"1"}}'`, stderr: 'Error from server (Conflict): Operation cannot be fulfilled on pods "x": the object has been modified; please apply your changes to the latest version and try again\n', code: 1 },
    { args: `patch pod x -p '{"nope":1}'`, stdout: /^pod\/x patched(?: \(no change\))?\n$/, stderr: 'Warning: unknown field "nope"\n' }, // its kubelet may write its status between kubectl's read and the patch
    { args: "patch pod x -p 'no patch'", stderr: "Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}\n", code: 1 },
    { args: "patch pod x --type=merge -p '[]'", stderr: "Error from server (BadRequest): error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}\n", code: 1 },
    { args: "patch pod x --type=json -p '{}'", stderr: "Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp\n", code: 1 },
    { args: `patch pod x --type=json -p '[{"op":"replace","path":"/metadata/name","value":"y"}]'`, stderr: "Error from server (BadRequest): the name of the object (y) does not match the name on the URL (x)\n", code: 1 },
    { args: `patch pod x -p '{"spec":{"containers":[{"name":"new","image":"y"}]}}'`, stderr: 'The Pod "x" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers\n', code: 1 },
    { args: "replace --raw /api/v1/namespaces/refusals/pods/x -f /dev/null", stderr: /^Error from server \(BadRequest\): /, code: 1 },
    { args: "delete pod x --grace-period=0", stdout: /pod "x" deleted|force deleted/, stderr: /^(?:Warning: .*\n)*$/ },
    { args: "delete ns default", stderr: 'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n', code: 1 },
    { args: "get pods --field-selector=spec.nope=1", stderr: 'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.nope=1": field label not supported: spec.nope\n', code: 1 },
    { args: "get pods --field-selector=status.phase", stderr: `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "status.phase": invalid selector: 'status.phase'; can't understand 'status.phase'\n`, code: 1 },
    { args: "get pods -l 'a=b=c'", stderr: `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a=b=c", field selector "": found '=', expected: ',' or 'end of string'\n`, code: 1 },
    { args: "get --raw /api/v1/pods?limit=x", stderr: 'Error from server (BadRequest): strconv.ParseInt: parsing "x": invalid syntax\n', code: 1 },
    { args: "get --raw /api/v1/namespaces/refusals/pods?resourceVersion=nope", stderr: /^Error from server \(BadRequest\): invalid resource version/, code: 1 },
    { args: "get --raw /apis/nope/v1", stderr: "Error from server (NotFound): the server could not find the requested resource\n", code: 1 },
    { args: "logs x", stderr: 'error: error from server (NotFound): pods "x" not found in namespace "refusals"\n', code: 1 },
  ],
};
