import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "../../contract.ts";
import { connect, exchange, follow } from "./connection.ts";
import type { Target, WatchLoad, WatchResult } from "./contract.ts";

/** The field of a change that says when it was sent, in microseconds of this process's clock, always as many digits. */
const marker = Buffer.from('"sent":"');
const digits = 12;

export async function runWatchers(target: Target, load: WatchLoad): Promise<WatchResult> {
  const { path, watchers, connections, warmUpMs, measuredMs } = load;
  const sessions = await Promise.all(Array.from({ length: connections }, () => connect(target)));
  const delays: number[] = [];
  let isMeasuring = false;
  let isOver = false;
  let cutOff = 0;
  const take = (chunk: Buffer): void => {
    if (!isMeasuring) return;
    const now = performance.now() * 1000;
    for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + marker.length)) {
      const sent = Number(chunk.toString("latin1", at + marker.length, at + marker.length + digits));
      if (sent >= measuredFrom) delays.push((now - sent) / 1000);
    }
  };
  let measuredFrom = Number.POSITIVE_INFINITY;
  for (let i = 0; i < watchers; i++) {
    const stream = await follow(sessions[i % connections]!, `${path}?watch=true&resourceVersion=0`);
    stream.on("data", take);
    stream.on("error", () => {});
    stream.once("close", () => {
      if (!isOver) cutOff++;
    });
  }
  const writer = await connect(target);
  await change(writer, load, warmUpMs);
  measuredFrom = performance.now() * 1000;
  isMeasuring = true;
  const sent = await change(writer, load, measuredMs);
  await sleep(2_000); // for what is still under way
  isOver = true;
  for (const session of [...sessions, writer]) session.destroy();
  return { sent, delivered: delays.length, cutOff, p50Ms: quantile(delays, 0.5), p99Ms: quantile(delays, 0.99) };
}

/** Sends changes at the load's pace for `forMs`; resolves with how many, once all are answered. */
async function change(session: Awaited<ReturnType<typeof connect>>, { path, names, template, changesPerSecond }: WatchLoad, forMs: number): Promise<number> {
  const answers: Promise<number>[] = [];
  const started = performance.now();
  for (let elapsed = 0; elapsed < forMs; elapsed = performance.now() - started) {
    while (answers.length < (elapsed / 1000) * changesPerSecond) {
      const name = names[answers.length % names.length]!;
      const sent = Math.round(performance.now() * 1000).toString().padStart(digits, "0");
      const body = template.replace("NAME", name).replace("SENT", sent);
      answers.push(exchange(session, { ":method": "PUT", ":path": `${path}/${name}`, "content-type": "application/json", accept: "application/json" }, body));
    }
    await sleep(1);
  }
  await Promise.all(answers);
  return answers.length;
}
