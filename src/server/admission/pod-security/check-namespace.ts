import type { Namespace, Pod } from "../../../api/types/core/v1.gen.ts";
import { formatFieldErrors } from "../../../machinery/errors/field-errors.ts";
import { invalid } from "../../../machinery/errors/constructors.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { broken, named } from "./evaluate.ts";
import { isStricter, type LevelVersion, policyOf } from "./policy.ts";

/** So many pods are looked at when a namespace becomes stricter. */
const mostPods = 3000;

/** Refuses labels that cannot be read, unless they were there before, and warns of the pods that a stricter level would have refused. */
export function checkNamespace({ info, name, object, oldObject, warn }: AdmissionAttributes, podsIn: (namespace: string) => readonly Pod[]): void {
  const namespace = object as Namespace;
  const wanted = policyOf(namespace.metadata.labels);
  const before = oldObject === undefined ? undefined : policyOf(oldObject.metadata?.labels);
  const wrong = formatFieldErrors(wanted.errors);
  if (wanted.errors.length > 0 && (before === undefined || before.errors.length === 0 || formatFieldErrors(before.errors) !== wrong)) throw invalid(info, name ?? namespace.metadata.name ?? "", wanted.errors);
  if (before === undefined || !isStricter(wanted.enforce, before.enforce)) return;
  const own = namespace.metadata.name ?? "";
  for (const text of warningsOf(own, wanted.enforce, podsIn(own))) warn(text);
}

function warningsOf(namespace: string, level: LevelVersion, pods: readonly Pod[]): readonly string[] {
  const checked = pods.slice(0, mostPods);
  const podsOf = new Map<string, string[]>();
  for (const { metadata, spec } of checked) {
    const why = broken(level, { annotations: metadata.annotations ?? {}, spec })?.map(withoutDetail).join(", ");
    if (why !== undefined) podsOf.set(why, [...(podsOf.get(why) ?? []), metadata.name ?? ""]);
  }
  const lines = [...podsOf].map(([why, names]) => `${first(names)}${andOthers(names.length - 1)}: ${why}`).sort();
  return [
    ...(checked.length < pods.length ? [`new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`] : []),
    ...(lines.length > 0 ? [`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${named(level)}"`] : []),
    ...lines,
  ];
}

/** `hostPort (container "c" uses hostPort 80)` without what stands in brackets. */
function withoutDetail(text: string): string {
  const at = text.indexOf(" (");
  return at === -1 ? text : text.slice(0, at);
}

function first(names: readonly string[]): string {
  return names.reduce((least, name) => (name < least ? name : least));
}

function andOthers(count: number): string {
  if (count === 0) return "";
  return count === 1 ? " (and 1 other pod)" : ` (and ${count} other pods)`;
}
