import type { Millis } from "../../../base/clock.ts";

/** What a script may look at to decide how a container behaves. */
export interface ScriptedContainer {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly name: string;
  /** Counts the restarts of this container within its pod. */
  readonly attempt: number;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string; readonly labels: Readonly<Record<string, string>> };
}

export interface ScriptedLog {
  /** Milliseconds after the start of the container. */
  readonly atMs: Millis;
  readonly text: string;
  readonly stream?: "stdout" | "stderr";
}

/** How one container lives and ends, on the cluster's clock. */
export interface Behaviour {
  /** Time that `startContainer` takes. Default 0. */
  readonly startMs?: Millis;
  /** `startContainer` fails with this message. */
  readonly startError?: string;
  /** Ends by itself after so long; absent: runs until stopped. */
  readonly runMs?: Millis;
  /** Exit code of the end that `runMs` brings. Default 0. */
  readonly exitCode?: number;
  /** The end that `runMs` brings is the kernel's OOM killer: exit code 137, reason OOMKilled. */
  readonly oomKilled?: boolean;
  readonly logs?: readonly ScriptedLog[];
  /** Time from the stop signal to the end; `"never"` ignores the signal and waits for the kill. Default 0. */
  readonly stopMs?: Millis | "never";
  /** Exit code after the stop signal. Default 143, as of a program without a handler for SIGTERM. */
  readonly stopExitCode?: number;
  /** What a command inside the container does. Absent: it prints nothing and succeeds. */
  readonly exec?: (command: readonly string[]) => ExecOutcome;
  /** Told when the container has started, and with which exit code it has ended: its own mark in the world. */
  readonly onStart?: () => void;
  readonly onExit?: (exitCode: number) => void;
  readonly stats?: { readonly cpuMillicores: number; readonly memoryBytes: number };
}

export interface ExecOutcome {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly durationMs?: Millis;
}

export type Script = (container: ScriptedContainer) => Behaviour;

/**
 * The script for those who give none: reads the few commands that tests and examples use, `true`, `false`,
 * `exit N`, `sleep N`, `echo TEXT`, also inside `sh -c` and joined with `;` or `&&`. Anything else runs for ever.
 */
export function defaultScript(container: ScriptedContainer): Behaviour {
  const argv = [...container.command, ...container.args];
  const isShell = /(^|\/)(sh|bash|ash)$/.test(argv[0] ?? "") && argv[1] === "-c";
  return behaviourOf(isShell ? splitStatements(argv[2] ?? "") : [argv]);
}

function splitStatements(text: string): string[][] {
  return text
    .split(/;|&&|\n/)
    .map((statement) => statement.trim().split(/\s+/))
    .filter((words) => words[0] !== "");
}

function behaviourOf(statements: readonly (readonly string[])[]): Behaviour {
  const logs: ScriptedLog[] = [];
  let atMs = 0;
  let exitCode = 0;
  for (const [program, ...words] of statements) {
    const name = program?.replace(/^.*\//, "");
    if (name === "true") exitCode = 0;
    else if (name === "false") exitCode = 1;
    else if (name === "echo") logs.push({ atMs, text: words.join(" ").replace(/^(["'])(.*)\1$/, "$2") });
    else if (name === "date") exitCode = 0;
    else if (name === "sleep") atMs += Number.parseFloat(words[0] ?? "0") * 1_000;
    else if (name === "exit") return { logs, runMs: atMs, exitCode: Number.parseInt(words[0] ?? "0", 10) };
    else return { logs };
  }
  return { logs, runMs: atMs, exitCode };
}
