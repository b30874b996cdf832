import type { ResourceInfo } from "../resource-info.ts";

/** The parts of which a resource's operation ids are made. */
export interface OperationNames {
  /** `batch_v1`. */
  readonly tag: string;
  /** `BatchV1`. */
  readonly subject: string;
  /** `NamespacedJob`, or `Node` where there is no namespace. */
  readonly inScope: string;
}

/** Names as upstream's, since client generators turn them into method names: `readBatchV1NamespacedJob`. */
export function namesOf({ group, version, kind, namespaced }: ResourceInfo): OperationNames {
  const words = (group === "" ? "core" : group.replace(/\.k8s\.io$/, "")).split(/[.-]/);
  const [first = "", ...others] = words;
  return {
    tag: `${first}${others.map(capital).join("")}_${version}`,
    subject: `${words.map(capital).join("")}${capital(version)}`,
    inScope: `${namespaced ? "Namespaced" : ""}${kind}`,
  };
}

function capital(word: string): string {
  return `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`;
}
