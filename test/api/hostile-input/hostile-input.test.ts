/**
 * Input that means harm, or was typed by a cat: whatever it is, the answer is no 500, nothing changes that was not
 * acknowledged, memory does not grow, and the server goes on answering. HOSTILE_CASES=100000 makes the run a full one,
 * HOSTILE_SEED another one.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { servedResources } from "../../../src/api/resources.ts";
import type { FlowSchema } from "../../../src/api/types/flowcontrol/v1.gen.ts";
import { SeededRandom } from "../../../src/base/seeded-random.ts";
import { MemoryStore } from "../../../src/store/memory/memory-store.ts";
import { serverUser } from "../../../src/server/server.ts";
import { createRunningPod, startTestServer, type TestServer } from "../../../src/server/testing/test-server.ts";
import { Dice } from "./dice.ts";
import { rawCases, saySomething } from "./raw-bytes.ts";
import { type HostileRequest, hostileRequest } from "./requests.ts";
import { type Outcome, Senders } from "./senders.ts";
import { StoreWatch } from "./store-watch.ts";

const cases = Number(process.env.HOSTILE_CASES ?? 6_000);
const seed = Number(process.env.HOSTILE_SEED ?? 1);
/** Requests under way at once. */
const batchSize = 40;
const rawRounds = Math.max(1, Math.round(cases / 20_000));
const mostHeapGrowthBytes = 48 * 1024 * 1024;

const store = new MemoryStore();
let testServer: TestServer;
let senders: Senders;

before(async () => {
  testServer = await startTestServer({ store });
  senders = new Senders(testServer);
  await createRunningPod(testServer.server, "web");
  await untilSettled();
});

after(async () => {
  senders.close();
  await testServer.close();
});

/** Resolves once the server has written what it writes of its own accord when it starts: the last of that is a word on each schema of flow control. */
async function untilSettled(): Promise<void> {
  const { server } = testServer;
  for (;;) {
    const { items } = await server.inProcess(serverUser).list<FlowSchema>({ verb: "list", resource: { group: "flowcontrol.apiserver.k8s.io", version: "v1", resource: "flowschemas" } });
    if (items.every(({ status }) => (status?.conditions ?? []).length > 0)) return;
    await server.clock.sleep(5);
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test(`${cases} hostile requests get no 500, and change nothing that was not acknowledged (seed ${seed})`, { timeout: 600_000 }, async () => {
  const dice = new Dice(new SeededRandom(seed));
  const watch = new StoreWatch(store);
  const codes = new Map<string, number>();
  /** One of each sort: by what the server says of itself. */
  const faults = new Map<string, string>();
  let heapBefore = 0;
  for (let sent = 0; sent < cases; sent += batchSize) {
    const batch = Array.from({ length: Math.min(batchSize, cases - sent) }, () => hostileRequest(dice, servedResources));
    const before = await store.revision();
    const outcomes = await Promise.all(batch.map((request) => senders.send(request)));
    for (const [index, outcome] of outcomes.entries()) {
      const request = batch[index] as HostileRequest;
      const fault = faultOf(request, outcome);
      if (fault !== undefined && outcome.type === "answer") faults.set(outcome.body, fault);
      else if (fault !== undefined) faults.set(outcome.type, fault);
      const what = `${request.family} ${outcome.type === "answer" ? outcome.code : outcome.type}`;
      codes.set(what, (codes.get(what) ?? 0) + 1);
    }
    const unexplained = watch.unexplained(await watch.since(before), batch, outcomes);
    if (unexplained.length > 0) assert.fail(`nobody acknowledged changes of ${unexplained.join(", ")}:\n${batch.map((request, index) => summary(request, outcomes[index])).join("\n")}`);
    await store.compact(await store.revision());
    if (sent <= cases / 3 && sent + batchSize > cases / 3) heapBefore = heapUsed();
  }
  assert.equal([...faults.values()].slice(0, 12).join("\n\n"), "");
  if (process.env.HOSTILE_REPORT) console.log(Object.fromEntries([...codes].sort()));
  const grown = heapUsed() - heapBefore;
  assert.ok(grown < mostHeapGrowthBytes, `the heap grew by ${Math.round(grown / 1e6)} MB over two thirds of the run`);
  const accepted = [...codes].filter(([what]) => / 20[01]$/.test(what)).reduce((sum, [, count]) => sum + count, 0);
  assert.ok(accepted > cases / 50, `only ${accepted} requests were accepted: the generator draws nothing that comes near to being right`);
  await stillAnswers();
});

test(`raw bytes on the port end their own connection and no other (${rawCases.length} kinds, ${rawRounds} times each)`, { timeout: 120_000 }, async () => {
  const dice = new Dice(new SeededRandom(seed));
  const before = await store.revision();
  for (let round = 0; round < rawRounds; round++) {
    const heard = await Promise.all(rawCases.map((raw) => saySomething(testServer, raw, dice)));
    for (const [index, text] of heard.entries()) assert.doesNotMatch(text, /^HTTP\/1\.1 5\d\d/, `${rawCases[index]?.name} was answered ${text.slice(0, 300)}`);
  }
  assert.equal(await store.revision(), before);
  await stillAnswers();
});

/** What is wrong with an answer, with all that is needed to ask again; undefined when nothing is. */
function faultOf(request: HostileRequest, outcome: Outcome): string | undefined {
  const { sender, method } = request;
  const why = (() => {
    if (outcome.type === "silence") return "no answer";
    if (outcome.type !== "answer") return undefined;
    // The one answer above 500 that is the client's doing: it waited in vain for a revision of the future.
    const isFuture = outcome.code === 504 && outcome.body.includes("Too large resource version");
    if (outcome.code >= 500 && !isFuture) return "a fault of the server's";
    const isRead = method === "GET" || method === "HEAD";
    if ((sender === "expired" || sender === "forged") && outcome.code !== 401) return "taken for somebody";
    if (sender === "nobody" && !isRead && outcome.code < 400) return "served to nobody";
    if (outcome.code >= 400 && method !== "HEAD" && outcome.headers["content-type"] === "application/json") return statusFault(outcome.code, outcome.body);
    return undefined;
  })();
  return why && `${why}: ${JSON.stringify({ ...request, body: request.body?.toString().slice(0, 1_000) })}\n  ${JSON.stringify({ ...outcome, headers: undefined })}`;
}

function statusFault(code: number, body: string): string | undefined {
  if (!body.endsWith("\n")) return undefined; // longer than what was kept
  const status = JSON.parse(body) as { kind?: string; code?: number; message?: string; reason?: string };
  return status.kind === "Status" && status.code === code && status.message && status.reason ? undefined : "an incomplete Status";
}

function summary({ family, sender, method, path, body }: HostileRequest, outcome: Outcome | undefined): string {
  return `${family}: ${sender} ${method} ${path.slice(0, 200)} ${body?.toString().slice(0, 100)} -> ${JSON.stringify({ ...outcome, headers: undefined }).slice(0, 200)}`;
}

function heapUsed(): number {
  collectGarbage();
  const { heapUsed: used, external } = process.memoryUsage();
  return used + external;
}

/** Health, and a write that is right. */
async function stillAnswers(): Promise<void> {
  const ready = await senders.send({ family: "check", sender: "admin", method: "GET", path: "/readyz", headers: {} });
  assert.ok(ready.type === "answer" && ready.code === 200 && ready.body === "ok", JSON.stringify(ready));
  const body = JSON.stringify({ metadata: { generateName: "still-" }, data: { a: "b" } });
  const made = await senders.send({ family: "check", sender: "admin", method: "POST", path: "/api/v1/namespaces/default/configmaps", headers: { "content-type": "application/json" }, body });
  assert.ok(made.type === "answer" && made.code === 201, JSON.stringify(made));
}
