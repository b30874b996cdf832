import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import { newControllerRef } from "../../machinery/meta/owner.ts";
import { podFromTemplate } from "../shared/pod-control.ts";
import type { WantedPod } from "./decide/observed.ts";
import { completionIndexAnnotation, indexFailureCountAnnotation, indexIgnoredFailureCountAnnotation, trackingFinalizer } from "./labels.ts";

export const jobKind = { group: "batch", version: "v1", kind: "Job" } as const;

/** Source: apiserver names.MaxGeneratedNameLength: five letters by chance follow. */
const maxGenerateNameLength = 58;

/** The pod to create for one completion of the Job. Source: kubernetes pkg/controller/job manageJob and indexed_job_utils.go. */
export function newJobPod(job: Job, { index, failures }: WantedPod): Pod {
  const pod = podFromTemplate(job, job.spec.template, newControllerRef(job, jobKind));
  pod.metadata.finalizers = [...new Set([...(pod.metadata.finalizers ?? []), trackingFinalizer])];
  if (pod.spec && !pod.spec.restartPolicy) pod.spec.restartPolicy = "Never";
  if (index === undefined) return pod;

  const ending = `-${index}-`;
  pod.metadata.generateName = `${job.metadata.name?.slice(0, maxGenerateNameLength - ending.length)}${ending}`;
  pod.metadata.labels = { ...pod.metadata.labels, [completionIndexAnnotation]: `${index}` };
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [completionIndexAnnotation]: `${index}`,
    ...(failures !== undefined && { [indexFailureCountAnnotation]: `${failures.counted}` }),
    ...(failures !== undefined && failures.ignored > 0 && { [indexIgnoredFailureCountAnnotation]: `${failures.ignored}` }),
  };
  if (pod.spec) {
    pod.spec.hostname = `${job.metadata.name}-${index}`;
    for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) addIndexVariable(container);
  }
  return pod;
}

/** A variable of that name in the template is the user's own and stays. */
function addIndexVariable(container: Container): void {
  if (container.env?.some(({ name }) => name === "JOB_COMPLETION_INDEX")) return;
  const fieldPath = `metadata.labels['${completionIndexAnnotation}']`;
  container.env = [...(container.env ?? []), { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { fieldPath } } }];
}
