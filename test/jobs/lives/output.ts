import assert from "node:assert/strict";
import type { Life } from "../life.ts";

/** Times, ages and random names as words, so that the rest can be compared to the letter. */
function settled(text: string, jobName: string): string {
  return text
    .replaceAll(/\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, "TIME")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID")
    .replaceAll(new RegExp(`\\b${jobName}(-\\d+)?-[a-z0-9]{5}\\b`, "g"), "POD")
    .replaceAll(/\b(?:\d+[hms])+\b/g, "AGE")
    .replaceAll(/ {2,}/g, "  ");
}

/** The events section with its lines sorted: events of the same second have no order. */
function sortEvents(text: string): string {
  const [head = "", events = ""] = text.split("\nEvents:\n");
  return `${head}\nEvents:\n${events.trimEnd().split("\n").sort().join("\n")}\n`;
}

const describedOfTwo = `Name:  told
Namespace:  default
Selector:  batch.kubernetes.io/controller-uid=UID
Labels:  team=data
Annotations:  <none>
Parallelism:  1
Completions:  2
Completion Mode:  Indexed
Suspend:  false
Backoff Limit:  3
Start Time:  TIME
Completed At:  TIME
Duration:  AGE
Active Deadline Seconds:  AGE
Pods Statuses:  0 Active (0 Ready) / 2 Succeeded / 0 Failed
Completed Indexes:  0,1
Pod Template:
  Labels:  batch.kubernetes.io/controller-uid=UID
  batch.kubernetes.io/job-name=told
  controller-uid=UID
  job-name=told
  Containers:
  main:
  Image:  busybox
  Port:  <none>
  Host Port:  <none>
  Command:
  sh
  -c
  true
  Environment:
  JOB:  told
  Mounts:
  /marks from marks (rw)
  Volumes:
  marks:
  Type:  HostPath (bare host directory volume)
  Path:  FOLDER
  HostPathType:  
  Node-Selectors:  <none>
  Tolerations:  <none>
Events:
  ----  ------  ----  ----  -------
  Normal  Completed  AGE  job-controller  Job completed
  Normal  SuccessfulCreate  AGE  job-controller  Created pod: POD
  Normal  SuccessfulCreate  AGE  job-controller  Created pod: POD
  Type  Reason  Age  From  Message
`;

export const lives: readonly Life[] = [
  {
    name: "kubectl describe job tells all of a Job, to the letter",
    run: async (lab) => {
      const life = await lab.create("told", { metadata: { labels: { team: "data" } }, spec: { completions: 2, parallelism: 1, completionMode: "Indexed", backoffLimit: 3, activeDeadlineSeconds: 600 } });
      await life.ended();
      await life.events("Job completed");
      const text = settled(await lab.cluster.kubectl("describe", "job", "told"), "told").replace(/Path: {2}\S+/, "Path:  FOLDER");
      assert.equal(sortEvents(text), describedOfTwo);
    },
  },
  {
    name: "kubectl get jobs tells status, completions, duration, containers, images and selector",
    run: async (lab) => {
      const done = await lab.create("listed", { spec: { completions: 2, parallelism: 2 } });
      const failed = await lab.create("listed-failed", { spec: { backoffLimit: 0 }, script: "exit 1" });
      const held = await lab.create("listed-held", { spec: { suspend: true } });
      await Promise.all([done.ended(), failed.ended(), held.until("being suspended", ({ status }) => status?.conditions !== undefined)]);
      const lines = settled(await lab.cluster.kubectl("get", "jobs", "listed", "listed-failed", "listed-held", "-o", "wide"), "listed").split("\n");
      assert.deepEqual(lines, [
        "NAME  STATUS  COMPLETIONS  DURATION  AGE  CONTAINERS  IMAGES  SELECTOR",
        "listed  Complete  2/2  AGE  AGE  main  busybox  batch.kubernetes.io/controller-uid=UID",
        "listed-failed  Failed  0/1  AGE  AGE  main  busybox  batch.kubernetes.io/controller-uid=UID",
        "listed-held  Suspended  0/1  AGE  main  busybox  batch.kubernetes.io/controller-uid=UID",
        "",
      ]);
    },
  },
];
