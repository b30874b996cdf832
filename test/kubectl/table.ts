import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { type Finished, type RunOptions, run, type TestCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

/** What an output must be: all of it, or a pattern in it, or each of several patterns. */
export type Expected = string | RegExp | readonly RegExp[];

/** One command line and what comes back. */
export interface Row {
  /** Why the row is here, where its command line does not say it. */
  readonly name?: string;
  /** The words after `kubectl`: one string with shell quotes, or the words themselves. `{context}`, here and in a whole output, is the name of the kubeconfig's context. */
  readonly args: string | readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: anything. */
  readonly stdout?: Expected;
  /** Default: nothing where the command succeeds, anything where it fails. */
  readonly stderr?: Expected;
  /** Default 0. */
  readonly code?: number;
  /** True where what the row shows follows by itself a little later, such as what a started program prints: it is typed again until it holds; see `untilItHolds`. Default false. */
  readonly eventually?: boolean;
  /** Names the controller that has to exist for the row to hold. The row still runs. */
  readonly todo?: string;
}

/** What a row cannot say: a command that stays running, a terminal, two outputs compared. */
export interface Act {
  readonly name: string;
  readonly act: (place: Place) => Promise<void>;
  readonly todo?: string;
}

export type Step = Row | Act;

/** Commands that belong together, typed one after the other in a namespace of their own. */
export interface Group {
  /** Also the name of its namespace. */
  readonly name: string;
  /** Written to the folder in which the commands run. */
  readonly files?: Readonly<Record<string, string>>;
  /** True for a group that changes what others stand on, such as the node. Default false. */
  readonly alone?: boolean;
  readonly steps: readonly Step[];
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default "inherit". */
  readonly stderr?: "inherit" | "pipe";
}

/** Where a group's commands run: its folder, and a kubeconfig whose context names its namespace. */
export interface Place {
  readonly folder: string;
  readonly namespace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cluster: TestCluster;
  kubectl(args: string | readonly string[], options?: RunOptions): Promise<Finished>;
  /** Starts a command that stays running. Its errors go to the test's own unless they are asked for. */
  start(args: readonly string[], options?: StartOptions): ChildProcessByStdio<null, Readable, Readable | null>;
  /** Types a command at a terminal, and `input` after it. Output and errors come as one, lines ended by `\r\n`. */
  atTerminal(args: readonly string[], input: string): Promise<Finished>;
}

/** Every command line that this process has typed, in its order. */
export const typed: (readonly string[])[] = [];

/** Registers a group's steps as tests in their order. A step that fails does not keep the next from running. */
export function groupTests(group: Group, cluster: () => TestCluster): void {
  describe(group.name, { concurrency: 1 }, () => {
    let place: Place;
    before(async () => {
      place = await openPlace(group, cluster());
    });
    after(() => rmSync(place.folder, { recursive: true, force: true }));
    for (const step of group.steps) {
      const todo = step.todo === undefined ? {} : { todo: step.todo };
      if ("act" in step) test(step.name, todo, () => step.act(place));
      else test(titleOf(step), todo, () => (step.eventually === true ? untilItHolds(() => checkRow(step, place)) : checkRow(step, place)));
    }
  });
}

async function openPlace(group: Group, cluster: TestCluster): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), `wherry-${group.name}-`));
  for (const [name, text] of Object.entries(group.files ?? {})) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const kubeconfig = join(folder, ".kubeconfig");
  copyFileSync(cluster.kubeconfig, kubeconfig);
  const temporary = join(folder, ".tmp"); // `edit` leaves files there that it could not apply
  mkdirSync(temporary);
  const env = { KUBECONFIG: kubeconfig, HOME: folder, TMPDIR: temporary };
  const kubectl: Place["kubectl"] = (args, options = {}) => {
    const words = wordsOf(args);
    typed.push(words);
    return run(cluster.kubectlProgram, words, { cwd: folder, ...options, env: { ...env, ...options.env } });
  };
  const start: Place["start"] = (args, options = {}) => {
    typed.push(args);
    const started = spawn(cluster.kubectlProgram, args, { cwd: folder, env: { ...process.env, ...env, ...options.env }, stdio: ["ignore", "pipe", options.stderr ?? "inherit"] });
    return started as ChildProcessByStdio<null, Readable, Readable | null>;
  };
  const atTerminal: Place["atTerminal"] = (args, input) => {
    typed.push(args);
    const line = [cluster.kubectlProgram, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    return run("script", ["-qec", line, "/dev/null"], { cwd: folder, env, input });
  };
  const place = { folder, namespace: group.name, env, cluster, kubectl, start, atTerminal };
  await mustRun(place, `create namespace ${group.name}`);
  await mustRun(place, `config set-context --current --namespace=${group.name}`);
  // Controllers put these into every namespace. One at a time: kubectl gives up where two are missing.
  for (const made of ["configmap/kube-root-ca.crt", "serviceaccount/default"]) await mustRun(place, `wait --for=create ${made} --timeout=60s`);
  return place;
}

/** Runs a command that must succeed, and gives what it printed. */
export async function mustRun(place: Place, args: string | readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await place.kubectl(args, options);
  assert.equal(code, 0, `kubectl ${wordsOf(args).join(" ")}: ${stderr}`);
  return stdout;
}

async function checkRow(row: Row, place: Place): Promise<void> {
  const { name } = place.cluster;
  const finished = await place.kubectl(wordsOf(row.args).map((word) => inContext(word, name)), { ...(row.stdin === undefined ? {} : { input: row.stdin }), ...(row.env === undefined ? {} : { env: row.env }) });
  const { code = 0, stdout, stderr = code === 0 ? "" : undefined } = row;
  assert.equal(finished.code, code, `exit code\n${finished.stdout}\n${finished.stderr}`);
  if (stdout !== undefined) expectText(finished.stdout, typeof stdout === "string" ? inContext(stdout, name) : stdout);
  if (stderr !== undefined) expectText(finished.stderr, stderr);
}

function inContext(text: string, clusterName: string): string {
  return text.replaceAll("{context}", `wherry-${clusterName}`);
}

/** Asserts that `actual` is, or matches, what is expected of it. */
export function expectText(actual: string, expected: Expected): void {
  if (typeof expected === "string") assert.equal(actual, expected);
  else for (const pattern of expected instanceof RegExp ? [expected] : expected) assert.match(actual, pattern);
}

const longestTitle = 400;

function titleOf({ name, args }: Row): string {
  const line = wordsOf(args).join(" ").replaceAll(/\s+/g, " ");
  return (name === undefined ? line : `${name}: ${line}`).slice(0, longestTitle);
}

/** The words of a command line: spaces part them, quotes of either kind keep them together. */
export function wordsOf(line: string | readonly string[]): readonly string[] {
  if (typeof line !== "string") return line;
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
