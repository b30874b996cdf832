import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import type { Container, EnvVar, PodTemplateSpec } from "../../src/api/types/core/v1.gen.ts";

/** The starts of one pod's container, as it noted them itself on the host's disk. */
export interface PodMarks {
  readonly uid: string;
  /** A word a start: the completion index, or `x`. */
  readonly starts: readonly string[];
}

/** What must hold of a Job that has ended, whatever happened to Wherry meanwhile. */
export interface JobEnd {
  readonly condition: "Complete" | "Failed";
  readonly succeeded: number;
  readonly failed: number;
  /** What is wrong with what the containers noted; undefined when nothing is. */
  readonly wrongMarks: (marks: readonly PodMarks[]) => string | undefined;
}

export interface SoakJob {
  readonly kind: string;
  readonly spec: Omit<Job["spec"], "template">;
  readonly restartPolicy: "Never" | "OnFailure";
  /** Runs after the start is noted in `$MARK`; `/marks/$JOB.*` are the notes of all of the Job's pods. */
  readonly script: string;
  readonly end: JobEnd;
}

/** Every pod's container started exactly this often, and there were this many pods. */
function exactly(pods: number, startsEach: number): JobEnd["wrongMarks"] {
  return (marks) => {
    if (marks.length !== pods) return `${marks.length} pods ran, not ${pods}`;
    const odd = marks.find(({ starts }) => starts.length !== startsEach);
    return odd && `the container of pod ${odd.uid} started ${odd.starts.length} times, not ${startsEach}`;
  };
}

/** The container's program takes a moment, so that kills meet it waiting, running and ended. */
const works = 'sleep "$MOMENT"';

/** The ways a Job can go; a soak runs them by turns. */
export const soakJobs: readonly SoakJob[] = [
  { kind: "plain", spec: { completions: 1 }, restartPolicy: "Never", script: works,
    end: { condition: "Complete", succeeded: 1, failed: 0, wrongMarks: exactly(1, 1) } },
  { kind: "several", spec: { completions: 4, parallelism: 2 }, restartPolicy: "Never", script: works,
    end: { condition: "Complete", succeeded: 4, failed: 0, wrongMarks: exactly(4, 1) } },
  { kind: "fails", spec: { completions: 1, backoffLimit: 0 }, restartPolicy: "Never", script: `${works}; exit 1`,
    end: { condition: "Failed", succeeded: 0, failed: 1, wrongMarks: exactly(1, 1) } },
  { kind: "second-pod", spec: { completions: 1, backoffLimit: 3 }, restartPolicy: "Never", script: `${works}; [ $(cat /marks/$JOB.* | wc -l) -ge 2 ]`,
    end: { condition: "Complete", succeeded: 1, failed: 1, wrongMarks: exactly(2, 1) } },
  { kind: "second-start", spec: { completions: 2, parallelism: 2, backoffLimit: 6 }, restartPolicy: "OnFailure", script: `${works}; [ $(wc -l < $MARK) -ge 2 ]`,
    end: { condition: "Complete", succeeded: 2, failed: 0, wrongMarks: exactly(2, 2) } },
  { kind: "indexed", spec: { completions: 5, parallelism: 3, completionMode: "Indexed" }, restartPolicy: "Never", script: works,
    end: { condition: "Complete", succeeded: 5, failed: 0, wrongMarks: everyIndexOnce(5) } },
  { kind: "index-fails", spec: { completions: 3, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 0 }, restartPolicy: "Never", script: `${works}; [ "$JOB_COMPLETION_INDEX" != 1 ]`,
    end: { condition: "Failed", succeeded: 2, failed: 1, wrongMarks: everyIndexOnce(3) } },
  { kind: "ignored", spec: { completions: 1, backoffLimit: 0, podFailurePolicy: { rules: [{ action: "Ignore", onExitCodes: { operator: "In", values: [42] } }] } }, restartPolicy: "Never", script: `${works}; [ $(cat /marks/$JOB.* | wc -l) -ge 2 ] || exit 42`,
    end: { condition: "Complete", succeeded: 1, failed: 0, wrongMarks: exactly(2, 1) } },
];

function everyIndexOnce(completions: number): JobEnd["wrongMarks"] {
  return (marks) => {
    const indexes = marks.flatMap(({ starts }) => starts).sort();
    const wanted = Array.from({ length: completions }, (_, index) => String(index));
    return indexes.join() === wanted.join() ? undefined : `the indexes ${indexes.join()} ran, not each of ${wanted.join()} once`;
  };
}

/** The Job of that name whose containers note their starts in `marks`, a folder of the host. */
export function soakJobObject(name: string, { spec, restartPolicy, script }: SoakJob, { marks, moment }: { readonly marks: string; readonly moment: string }): Job {
  const env: EnvVar[] = [
    { name: "JOB", value: name },
    { name: "MOMENT", value: moment },
    { name: "UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
  ];
  // Written and on disk before anything else: a start that is not noted would go unseen.
  const command = ["sh", "-c", `MARK=/marks/$JOB.$UID; echo "\${JOB_COMPLETION_INDEX:-x}" >> $MARK; ${script}`];
  const container: Container = { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command, env, volumeMounts: [{ name: "marks", mountPath: "/marks" }] };
  const template: PodTemplateSpec = { metadata: {}, spec: { restartPolicy, terminationGracePeriodSeconds: 1, containers: [container], volumes: [{ name: "marks", hostPath: { path: marks } }] } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { ...spec, template } };
}
