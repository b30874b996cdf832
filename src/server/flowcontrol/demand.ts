/** Seats that a level could have used over a stretch of time. */
export interface DemandStretch {
  readonly seconds: number;
  readonly average: number;
  readonly deviation: number;
  readonly highWatermark: number;
}

/** Adds up over time how many seats are taken or waited for. Source: apiserver util/flowcontrol/fairqueuing integrator. */
export class Demand {
  #seats = 0;
  #sinceMs: number;
  #lastMs: number;
  #integral = 0;
  #integralOfSquares = 0;
  #highWatermark = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#lastMs = nowMs;
  }

  get seats(): number {
    return this.#seats;
  }

  set(seats: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#seats = seats;
    if (seats > this.#highWatermark) this.#highWatermark = seats;
  }

  /** What was since the last call, or since the start. */
  take(nowMs: number): DemandStretch {
    this.#advance(nowMs);
    const seconds = (nowMs - this.#sinceMs) / 1000;
    const average = seconds > 0 ? this.#integral / seconds : 0;
    const variance = seconds > 0 ? this.#integralOfSquares / seconds - average * average : 0;
    const stretch = { seconds, average, deviation: Math.sqrt(Math.max(0, variance)), highWatermark: this.#highWatermark };
    this.#sinceMs = nowMs;
    this.#integral = 0;
    this.#integralOfSquares = 0;
    this.#highWatermark = this.#seats;
    return stretch;
  }

  #advance(nowMs: number): void {
    const area = (this.#seats * (nowMs - this.#lastMs)) / 1000;
    this.#integral += area;
    this.#integralOfSquares += area * this.#seats;
    this.#lastMs = nowMs;
  }
}

/** How often upstream looks at demand. Source: apiserver util/flowcontrol borrowingAdjustmentPeriod. */
export const adjustmentPeriodMs = 10_000;
/** What is left of a peak after one period: half of it after five minutes. Source: apiserver util/flowcontrol seatDemandSmoothingCoefficient. */
const smoothing = 0.977;

/**
 * Demand as borrowing sees it: it rises at once and falls slowly. A stretch counts for as many of upstream's periods as
 * fit into it, so that nobody has to look while nothing happens.
 */
export function smoothDemand(smoothed: number, { seconds, average, deviation }: DemandStretch): number {
  if (seconds <= 0) return smoothed;
  const envelope = average + deviation;
  const kept = smoothing ** ((seconds * 1000) / adjustmentPeriodMs);
  return Math.max(envelope, kept * smoothed + (1 - kept) * envelope);
}
