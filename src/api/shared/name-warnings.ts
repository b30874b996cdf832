import { isDns1123Label } from "../../machinery/validation/names.ts";

/** Pods are named after their owner, and hosts after their pods: a name with dots is legal and surprises. */
export function podNamesWarnings(name: string | undefined): string[] {
  const problems = isDns1123Label(name ?? "");
  return problems.length === 0 ? [] : [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`];
}
