import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Marks } from "../ledger.ts";

/** What is wrong with the step from one state of a pod to the next, measured by what its containers did. */
export function wronglyMoved(old: Pod, next: Pod, marks: Marks): string[] {
  const broken: string[] = [];
  const [before, after] = [old.status?.phase, next.status?.phase];
  if ((before === "Succeeded" || before === "Failed") && before !== after) broken.push(`its phase went from ${before} to ${after}`);
  if (old.spec.nodeName !== undefined && old.spec.nodeName !== next.spec.nodeName) broken.push(`it moved from node ${old.spec.nodeName} to ${next.spec.nodeName}`);
  if (old.metadata.deletionTimestamp !== undefined && next.metadata.deletionTimestamp === undefined) broken.push("its deletion was taken back");
  const [restartsBefore, restarts] = [restartsOf(old), restartsOf(next)];
  if (restarts < restartsBefore) broken.push(`its restarts fell from ${restartsBefore} to ${restarts}`);
  if (restarts >= Math.max(1, marks.starts)) broken.push(`it says ${restarts} restarts and its container was started ${marks.starts} times`);
  if (next.spec.restartPolicy === "Never" && marks.starts > 1) broken.push(`its container was started ${marks.starts} times and may not be restarted`);
  if ((after === "Succeeded" || after === "Failed") && next.status?.containerStatuses?.some(({ state }) => state?.running !== undefined)) broken.push(`it is ${after} and its container runs`);
  if (before === after) return broken;
  const lastExit = marks.exitCodes.at(-1);
  if (after === "Succeeded" && lastExit !== 0) broken.push(`it is Succeeded and its container ended with ${lastExit ?? "nothing"}`);
  if (after === "Failed" && lastExit === 0 && marks.exitCodes.length === marks.starts && next.status?.reason === undefined && next.metadata.deletionTimestamp === undefined) broken.push("it is Failed and its container ended with 0");
  return broken;
}

function restartsOf({ status }: Pod): number {
  return status?.containerStatuses?.[0]?.restartCount ?? 0;
}
