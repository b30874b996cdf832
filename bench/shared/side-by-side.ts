import { testCluster, type TestCluster } from "../../test/support/cluster.ts";
import { startBareServer } from "./bare-server/start.ts";
import type { Target } from "./load/contract.ts";
import { targetOf } from "./load/run.ts";

export interface SideBySide {
  readonly cluster: TestCluster;
  readonly wherry: Target;
  readonly bare: Target;
}

/** Runs `measure` with a fresh cluster and the bare server beside it, and takes both down. */
export async function sideBySide<T>(name: string, measure: (sides: SideBySide) => Promise<T>): Promise<T> {
  const bare = await startBareServer();
  try {
    const cluster = await testCluster({ name });
    try {
      return await measure({ cluster, wherry: targetOf(cluster.kubeconfig), bare: bare.target });
    } finally {
      await cluster.dispose();
    }
  } finally {
    await bare.close();
  }
}
