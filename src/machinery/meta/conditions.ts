/** What the conditions of all kinds have in common. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export function findCondition<C extends { type: string }>(conditions: readonly C[] | undefined, type: string): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isConditionTrue(conditions: readonly { type: string; status: string }[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

/**
 * The list with this condition added or replaced. `lastTransitionTime` moves to `nowText` only when the status
 * changes. Returns the very list that came in when nothing changes. Source: apimachinery api/meta SetStatusCondition.
 */
export function withCondition<C extends Condition>(conditions: readonly C[] | undefined, condition: C, nowText: string): readonly C[] {
  const existing = findCondition(conditions, condition.type);
  if (existing === undefined) return [...(conditions ?? []), { ...condition, lastTransitionTime: condition.lastTransitionTime ?? nowText }];
  const lastTransitionTime = existing.status === condition.status ? existing.lastTransitionTime : (condition.lastTransitionTime ?? nowText);
  const updated: C = { ...existing, ...condition, lastTransitionTime };
  if (sameFields(existing, updated)) return conditions as readonly C[];
  return (conditions as readonly C[]).map((each) => (each === existing ? updated : each));
}

function sameFields<C extends object>(a: C, b: C): boolean {
  return Object.entries(b).every(([field, value]) => a[field as keyof C] === value);
}
