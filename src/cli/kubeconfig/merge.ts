/** A kubeconfig file as kubectl reads it; unknown fields are carried along. Source: client-go clientcmd/api/v1. */
export interface Kubeconfig {
  apiVersion?: string;
  kind?: string;
  clusters?: NamedEntry[];
  users?: NamedEntry[];
  contexts?: NamedEntry[];
  "current-context"?: string;
  [key: string]: unknown;
}

export interface NamedEntry {
  name: string;
  [key: string]: unknown;
}

const lists = ["clusters", "users", "contexts"] as const;

/** `wherry` for the default cluster, `wherry-NAME` for others: the context's, cluster's and user's name in the user's own file. */
export function contextName(clusterName: string): string {
  return clusterName === "default" ? "wherry" : `wherry-${clusterName}`;
}

/** `into` with the entries of `from` added or replaced by name, and `from`'s context made the current one. */
export function mergeKubeconfig(into: Kubeconfig, from: Kubeconfig): Kubeconfig {
  const merged: Kubeconfig = { apiVersion: "v1", kind: "Config", preferences: {}, ...into };
  for (const list of lists) {
    const added = from[list] ?? [];
    const names = new Set(added.map((entry) => entry.name));
    merged[list] = [...(into[list] ?? []).filter((entry) => !names.has(entry.name)), ...added];
  }
  merged["current-context"] = from["current-context"];
  return merged;
}

/** `from` without what belongs to the context `name`; another context becomes current only if this one was. */
export function removeFromKubeconfig(from: Kubeconfig, name: string): Kubeconfig {
  const rest: Kubeconfig = { ...from };
  for (const list of lists) rest[list] = (from[list] ?? []).filter((entry) => entry.name !== name);
  if (rest["current-context"] === name) rest["current-context"] = rest.contexts?.[0]?.name ?? "";
  return rest;
}
