/** Longest time that a client is told to wait, in seconds. Source: apiserver util/flowcontrol maxRetryAfter. */
const longestSeconds = 32;

/**
 * How many seconds a refused client is told to wait: more while many are refused, less when few are. Doubles at most once
 * per wait, falls by one. Source: apiserver util/flowcontrol droppedRequestsTracker.
 */
export class RetryAfter {
  /** Refusals by second, oldest first, of the seconds that still count. */
  #history: { readonly second: number; readonly refused: number }[] = [];
  #second = 0;
  #refused = 0;
  #raisedAt = 0;
  #seconds = 1;

  get seconds(): number {
    return this.#seconds;
  }

  /** Counts a refusal at `second` since the epoch. */
  note(second: number): void {
    if (second === this.#second) {
      this.#refused++;
      return;
    }
    this.#history.push({ second: this.#second, refused: this.#refused });
    const oldest = this.#second - Math.min(2 * this.#seconds, longestSeconds);
    this.#history = this.#history.filter((one) => one.second >= oldest);
    this.#second = second;
    this.#refused = 1;
    this.#adjust(second);
  }

  #adjust(second: number): void {
    const recent = this.#history.reduce((sum, one) => (one.second < second && second - one.second <= this.#seconds ? sum + one.refused : sum), 0);
    if (second - this.#raisedAt >= this.#seconds && recent >= 3 * this.#seconds) {
      this.#seconds = Math.min(2 * this.#seconds, longestSeconds);
      this.#raisedAt = second;
    } else if (recent < this.#seconds && this.#seconds > 1) this.#seconds--;
  }
}
