import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { templateWarnings } from "../../core/pod-template/warnings.ts";
import type { Job } from "../../types/batch/v1.gen.ts";

const mostIndexes = 100_000;

/** Source: kubernetes registry/batch/job WarningsOnCreate. */
export function warnings(job: Job): string[] {
  const problems = isDns1123Label(job.metadata.name ?? "");
  const nameWarnings =
    problems.length === 0 ? [] : [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(", ")}]`];
  const { completionMode, completions = 0, parallelism = 0 } = job.spec;
  const sizeWarnings =
    completionMode === "Indexed" && completions > mostIndexes && parallelism > 10_000
      ? ["In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"]
      : [];
  return [...nameWarnings, ...sizeWarnings, ...templateWarnings(job.spec.template.spec, "spec.template.spec")];
}
