/**
 * What travels between the command line and a running cluster over the unix socket `run/control.sock` in its data folder
 * (mode 0600): plain HTTP with JSON, long work as one JSON object a line.
 */

/** A line of progress. The last line of a stream is `done` or `failed`. */
export type Progress =
  | { readonly type: "step"; readonly text: string }
  | { readonly type: "done"; readonly result: unknown }
  | { readonly type: "failed"; readonly message: string; readonly fix: string };

/** What `GET /status` answers. */
export interface ClusterStatus {
  readonly name: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly version: string;
  readonly server: string;
  readonly startedAt: string;
  readonly node: { readonly name: string; readonly ready: boolean };
  readonly pods: { readonly running: number; readonly total: number };
  readonly memoryBytes: number;
  readonly runtime: string;
}

/** What `GET /images` answers, one row an image. */
export interface ImageRow {
  readonly id: string;
  readonly names: readonly string[];
  readonly sizeBytes: number;
}

/** File descriptor on which a starting cluster writes its Progress lines. */
export const progressFd = 3;

/** `result` of the last progress line of a start. */
export interface StartResult {
  readonly name: string;
  readonly server: string;
  readonly pid: number;
  readonly nodeName: string;
}
