import type { FlowSchema, FlowSchemaCondition } from "../../api/types/flowcontrol/v1.gen.ts";
import { formatTime } from "../../machinery/time/time.ts";

/** The condition that says whether the schema's level exists; undefined when the schema says so already. Source: apiserver util/flowcontrol presyncFlowSchemaStatus. */
export function decideDangling({ spec, status }: FlowSchema, levelExists: boolean, nowMs: number): FlowSchemaCondition | undefined {
  const subject = `This FlowSchema references the PriorityLevelConfiguration object named "${spec.priorityLevelConfiguration.name}"`;
  const wanted = levelExists
    ? { status: "False", reason: "Found", message: `${subject} and it exists` }
    : { status: "True", reason: "NotFound", message: `${subject} but there is no such object` };
  const current = status?.conditions?.find(({ type }) => type === "Dangling");
  if (current?.status === wanted.status && current.reason === wanted.reason && current.message === wanted.message) return undefined;
  return { type: "Dangling", lastTransitionTime: formatTime(nowMs), ...wanted };
}
