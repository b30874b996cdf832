import type { Clock } from "../../base/clock.ts";

/** How a server answered, as far as it decides whether the request is sent again. */
export interface AnswerHead {
  readonly code: number;
  /** The `Retry-After` header. */
  readonly retryAfter?: string;
}

/** Source: client-go rest.NewRequest maxRetries. */
const maximumRetries = 10;

/**
 * Sends a request, and again after as many seconds as a server says that is too busy or not well (429, 5xx with
 * `Retry-After`), ten times at most: then its last answer is the answer. `discard` is given those in between. Rejects with
 * the signal's reason when it aborts while waiting. Source: client-go rest/with_retry.go.
 */
export async function sendAgain<T extends AnswerHead>(send: () => Promise<T>, { clock, signal, discard }: { readonly clock: Clock; readonly signal: AbortSignal | undefined; readonly discard: (answer: T) => void }): Promise<T> {
  for (let retries = 0; ; retries++) {
    const answer = await send();
    const seconds = secondsToWait(answer);
    if (seconds === undefined || retries === maximumRetries) return answer;
    discard(answer);
    await clock.sleep(seconds * 1_000, signal);
  }
}

function secondsToWait({ code, retryAfter }: AnswerHead): number | undefined {
  const isAsked = (code === 429 || code >= 500) && retryAfter !== undefined && /^\d+$/.test(retryAfter);
  return isAsked ? Number(retryAfter) : undefined;
}
