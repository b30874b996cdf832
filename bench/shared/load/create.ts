import { connect, exchange } from "./connection.ts";
import type { CreateLoad, CreateResult, Target } from "./contract.ts";

export async function runCreates(target: Target, { path, template, prefix, clients, count }: CreateLoad): Promise<CreateResult> {
  const sessions = await Promise.all(Array.from({ length: clients }, () => connect(target)));
  const latenciesMs: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    sessions.map(async (session) => {
      while (next < count) {
        const body = template.replace("NAME", `${prefix}-${next++}`);
        const sent = performance.now();
        await exchange(session, { ":method": "POST", ":path": path, "content-type": "application/json", accept: "application/json" }, body);
        latenciesMs.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const session of sessions) session.close();
  return { perSecond: count / seconds, latenciesMs };
}
