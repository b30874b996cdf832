import type { NodeStatus } from "../../api/types/core/v1.gen.ts";

/** What an event says of a condition that turned True or False. Source: kubernetes pkg/kubelet/nodestatus. */
const reasons: Readonly<Record<string, { readonly True: string; readonly False: string }>> = {
  MemoryPressure: { True: "NodeHasInsufficientMemory", False: "NodeHasSufficientMemory" },
  DiskPressure: { True: "NodeHasDiskPressure", False: "NodeHasNoDiskPressure" },
  PIDPressure: { True: "NodeHasInsufficientPID", False: "NodeHasSufficientPID" },
  Ready: { True: "NodeReady", False: "NodeNotReady" },
};

/** Reasons of the events that a change of status is worth, in the order of the conditions. Without an `old` status everything is new. */
export function conditionEvents(old: NodeStatus | undefined, now: NodeStatus): string[] {
  return (now.conditions ?? []).flatMap(({ type, status }) => {
    const before = old?.conditions?.find((condition) => condition.type === type)?.status;
    const reason = status === "True" || status === "False" ? reasons[type]?.[status] : undefined;
    return reason === undefined || before === status ? [] : [reason];
  });
}
