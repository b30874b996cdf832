/** Where a load goes. Paths below are Kubernetes' own; the bare server answers those that the loads use. */
export interface Target {
  readonly url: string;
  /** In PEM. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Creates `count` objects with `clients` at a time, each on a connection of its own, one after another. */
export interface CreateLoad {
  readonly type: "create";
  readonly path: string;
  /** JSON in which `NAME` is replaced by the object's own name. */
  readonly template: string;
  readonly prefix: string;
  readonly clients: number;
  readonly count: number;
}

/** Reads one path again and again and throws the bytes away. */
export interface ReadLoad {
  readonly type: "read";
  readonly path: string;
  readonly accept: string;
  readonly rounds: number;
}

/** Opens watches of `path` spread over connections, then changes one object in turn of those named, at an even pace. */
export interface WatchLoad {
  readonly type: "watch";
  readonly path: string;
  readonly template: string;
  readonly names: readonly string[];
  readonly watchers: number;
  readonly connections: number;
  readonly changesPerSecond: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export type Load = CreateLoad | ReadLoad | WatchLoad;

export interface CreateResult {
  readonly perSecond: number;
  /** Of each request, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

export interface ReadResult {
  readonly bytes: number;
  readonly latenciesMs: readonly number[];
}

export interface WatchResult {
  readonly sent: number;
  /** Events that reached a watcher, over all of them. */
  readonly delivered: number;
  /** Watches that ended before the load did. */
  readonly cutOff: number;
  /** From the change's sending to its delivery, by watcher and change. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Results {
  create: CreateResult;
  read: ReadResult;
  watch: WatchResult;
}
