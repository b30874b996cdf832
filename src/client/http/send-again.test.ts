import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { type AnswerHead, sendAgain } from "./send-again.ts";

/** Sends what is answered so, the last answer for ever; when it was sent, and what came of it. */
function sending(answers: readonly AnswerHead[], signal?: AbortSignal) {
  const clock = new VirtualClock();
  const startedAt = clock.monotonic();
  const sentAtSeconds: number[] = [];
  const discarded: AnswerHead[] = [];
  const send = async (): Promise<AnswerHead> => {
    sentAtSeconds.push((clock.monotonic() - startedAt) / 1_000);
    return answers[Math.min(sentAtSeconds.length, answers.length) - 1] as AnswerHead;
  };
  const answer = sendAgain(send, { clock, signal, discard: (one) => discarded.push(one) });
  return { clock, sentAtSeconds, discarded, answer };
}

const busy = { code: 429, retryAfter: "2" };
const done = { code: 200 };

const rows: readonly { name: string; answers: readonly AnswerHead[]; sentAtSeconds: readonly number[] }[] = [
  { name: "an answer", answers: [done], sentAtSeconds: [0] },
  { name: "too many requests, twice", answers: [busy, { code: 429, retryAfter: "1" }, done], sentAtSeconds: [0, 2, 3] },
  { name: "a server that is not well", answers: [{ code: 503, retryAfter: "5" }, done], sentAtSeconds: [0, 5] },
  { name: "a fault that passes", answers: [{ code: 500, retryAfter: "1" }, done], sentAtSeconds: [0, 1] },
  { name: "a time of no seconds", answers: [{ code: 504, retryAfter: "0" }, done], sentAtSeconds: [0, 0] },
  { name: "too many requests without a time", answers: [{ code: 429 }], sentAtSeconds: [0] },
  { name: "a time that is a date", answers: [{ code: 503, retryAfter: "Sat, 31 Jan 2026 08:00:00 GMT" }], sentAtSeconds: [0] },
  { name: "a conflict with a time", answers: [{ code: 409, retryAfter: "1" }], sentAtSeconds: [0] },
  { name: "a client error next to 429", answers: [{ code: 499, retryAfter: "1" }], sentAtSeconds: [0] },
  { name: "a server that stays busy: ten times again", answers: [busy], sentAtSeconds: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20] },
];
for (const { name, answers, sentAtSeconds } of rows) {
  test(`sendAgain: ${name}`, async () => {
    const sent = sending(answers);
    await sent.clock.advance(60_000);
    assert.deepEqual([sent.sentAtSeconds, await sent.answer, sent.discarded.length], [sentAtSeconds, answers.at(-1), sentAtSeconds.length - 1]);
  });
}

test("sendAgain: who gives up while waiting is told at once", async () => {
  const giveUp = new AbortController();
  const sent = sending([busy], giveUp.signal);
  await sent.clock.advance(1_000);
  giveUp.abort(new Error("enough"));
  await assert.rejects(sent.answer, { message: "enough" });
  await sent.clock.advance(60_000);
  assert.deepEqual(sent.sentAtSeconds, [0]);
});
