/**
 * Priority levels and flow schemas of a fresh cluster, as data. Limited levels share the server's seats in proportion to
 * their nominal shares. Source: apiserver apis/flowcontrol/bootstrap/default.go.
 */
export interface LimitedLevel {
  readonly name: string;
  readonly type: "Limited";
  readonly nominalConcurrencyShares: number;
  readonly lendablePercent: number;
  readonly queuing?: { readonly queues: number; readonly handSize: number; readonly queueLengthLimit: number };
}

export interface ExemptLevel {
  readonly name: string;
  readonly type: "Exempt";
}

export type LevelSpec = LimitedLevel | ExemptLevel;

const fairQueues = (queues: number) => ({ queues, handSize: 6, queueLengthLimit: 50 });

export const bootstrapLevels: readonly LevelSpec[] = [
  { name: "exempt", type: "Exempt" },
  { name: "catch-all", type: "Limited", nominalConcurrencyShares: 5, lendablePercent: 0 },
  { name: "system", type: "Limited", nominalConcurrencyShares: 30, lendablePercent: 33, queuing: fairQueues(64) },
  { name: "node-high", type: "Limited", nominalConcurrencyShares: 40, lendablePercent: 25, queuing: fairQueues(64) },
  { name: "leader-election", type: "Limited", nominalConcurrencyShares: 10, lendablePercent: 0, queuing: { queues: 16, handSize: 4, queueLengthLimit: 50 } },
  { name: "workload-high", type: "Limited", nominalConcurrencyShares: 40, lendablePercent: 50, queuing: fairQueues(128) },
  { name: "workload-low", type: "Limited", nominalConcurrencyShares: 100, lendablePercent: 90, queuing: fairQueues(128) },
  { name: "global-default", type: "Limited", nominalConcurrencyShares: 20, lendablePercent: 50, queuing: fairQueues(128) },
];
