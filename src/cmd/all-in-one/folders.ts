import { join } from "node:path";

/** Where a cluster in one process keeps what. All of it lies below the data folder. */
export interface Folders {
  readonly dataDir: string;
  readonly clusterFile: string;
  readonly kubeconfig: string;
  readonly pki: string;
  readonly store: string;
  readonly kubelet: string;
  readonly manifests: string;
  /** The cluster's own log, and `podLogs`. */
  readonly logs: string;
  readonly podLogs: string;
  readonly runtimeData: string;
  readonly runtimeRun: string;
  readonly run: string;
  readonly pidFile: string;
}

export function foldersOf(dataDir: string): Folders {
  const at = (...parts: string[]): string => join(dataDir, ...parts);
  return {
    dataDir,
    clusterFile: at("cluster.json"),
    kubeconfig: at("kubeconfig"),
    pki: at("pki"),
    store: at("store"),
    kubelet: at("kubelet"),
    manifests: at("manifests"),
    logs: at("log"),
    podLogs: at("log", "pods"),
    runtimeData: at("runtime"),
    runtimeRun: at("run", "runtime"),
    run: at("run"),
    pidFile: at("run", "wherry.pid"),
  };
}
