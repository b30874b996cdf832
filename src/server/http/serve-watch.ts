import type { ServerResponse } from "node:http";
import type { Clock } from "../../base/clock.ts";
import type { Answer } from "../contract.ts";
import { drained, type Outgoing, writeChunk } from "./exchange.ts";
import type { EncodeContext } from "./encode-answer.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { watchFrames } from "./watch-frames.ts";

/** Bytes that may wait for a slow reader before we stop taking events for it; its watch then overflows and ends. */
const longestBacklogBytes = 1024 * 1024;

/** A reader that takes nothing for so long is cut off. */
const longestStandstillMs = 30_000;

/** Streams a watch as one JSON line an event, until the client goes or stands still, the server stops or the watch ends. */
export async function serveWatch({ server, response, signal }: HttpExchange, answer: Answer, context: EncodeContext): Promise<void> {
  if (answer.type !== "watch") throw new TypeError(`a watch of ${context.info.resource} answered with a ${answer.type}`);
  const { watch } = answer;
  const stop = () => watch.stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    response.statusCode = 200;
    response.setHeader("Content-Type", "application/json");
    // The client counts on the headers to know that the watch stands, long before the first event.
    (response as ServerResponse).flushHeaders();
    let first = true;
    for (let events = await watch.next(); events !== undefined && !signal.aborted; events = await watch.next()) {
      // Ages in a table are those of the moment.
      const roomy = writeChunk(response, watchFrames(events, context.negotiated.form === "table" ? { ...context, now: server.clock.now() } : context, first));
      first = false;
      if (!roomy && response.writableLength > longestBacklogBytes && !(await drainsInTime(response, signal, server.clock))) return void response.destroy();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    watch.stop();
    if (!response.writableEnded && !response.destroyed) response.end();
  }
}

async function drainsInTime(response: Outgoing, signal: AbortSignal, clock: Clock): Promise<boolean> {
  const standstill = new AbortController();
  const timer = clock.setTimer(longestStandstillMs, () => standstill.abort(new Error("the reader stands still")));
  try {
    await drained(response, AbortSignal.any([signal, standstill.signal]));
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  } finally {
    timer.cancel();
  }
}
