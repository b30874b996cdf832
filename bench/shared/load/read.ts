import { connect, exchange } from "./connection.ts";
import type { ReadLoad, ReadResult, Target } from "./contract.ts";

export async function runReads(target: Target, { path, accept, rounds }: ReadLoad): Promise<ReadResult> {
  const session = await connect(target);
  const latenciesMs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const sent = performance.now();
    bytes = await exchange(session, { ":method": "GET", ":path": path, accept });
    latenciesMs.push(performance.now() - sent);
  }
  session.close();
  return { bytes, latenciesMs };
}
