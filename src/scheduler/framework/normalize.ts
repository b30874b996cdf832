import { maximumScore } from "./contract.ts";

/** Scales scores so that the highest is 100, and turns them round when less is better. Source: kubernetes DefaultNormalizeScore. */
export function normalizeToHighest(scores: number[], options: { readonly reverse: boolean }): void {
  const highest = Math.max(0, ...scores);
  for (let index = 0; index < scores.length; index++) {
    const scaled = highest === 0 ? 0 : Math.floor(((scores[index] ?? 0) * maximumScore) / highest);
    scores[index] = options.reverse ? maximumScore - scaled : scaled;
  }
}
