import type { Job } from "../api/types/batch/v1.gen.ts";
import type { Millis } from "../base/clock.ts";
import { jobs } from "../client/resources.ts";
import { brokenInvariants } from "./invariants.ts";
import { renderState } from "./render.ts";
import { Simulation } from "./simulation.ts";

/** Commands, and what the cluster looks like after them. */
export interface Step {
  /** As they stand in the file, comments and empty lines included. */
  readonly commands: readonly string[];
  readonly expected: string;
}

/**
 * Reads a scenario: blocks of commands, each followed by a line `----` and the state it leads to, up to an empty line.
 *
 *     seed 7                                  the seed of all chance; first, or 1
 *     nodes a b                               the nodes; first, or one named a
 *     apply job pi command="sleep 5" k=v …    a Job; k=v are fields of its spec
 *     set job pi k=v …                        changes fields of its spec
 *     advance 10s                             moves the clock
 *     crash controllers                       kills them where they stand and starts new ones
 *     partition a / heal a                    cuts a node off, connects it again
 */
export function parseScenario(text: string): Step[] {
  const steps: Step[] = [];
  const lines = text.split("\n");
  while (lines.some((line) => line.trim() !== "")) {
    const end = lines.indexOf("----");
    if (end < 0) throw new Error(`cannot read the scenario: commands without a result: ${lines.filter(Boolean).join("; ")}; add a line ---- after them`);
    const commands = lines.splice(0, end).join("\n").replace(/^\n+/, "").split("\n");
    lines.shift();
    const emptyLine = lines.indexOf("");
    const expected = lines.splice(0, emptyLine < 0 ? lines.length : emptyLine);
    steps.push({ commands, expected: expected.join("\n") });
  }
  return steps;
}

/** Runs the scenario and resolves with its steps as they came out. Throws as soon as an invariant breaks. */
export async function runScenario(steps: readonly Step[]): Promise<Step[]> {
  const commands = steps.map((step) => step.commands.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean));
  const setting = (name: string): string[] => commands[0]?.find((line) => line.startsWith(`${name} `))?.split(/\s+/).slice(1) ?? [];
  const nodes = setting("nodes");
  const simulation = await Simulation.start({ seed: Number(setting("seed")[0] ?? 1), ...(nodes.length > 0 && { nodes }) });
  const origin = simulation.clock.monotonic();
  try {
    const results: Step[] = [];
    for (const [place, step] of steps.entries()) {
      for (const command of commands[place] ?? []) await runCommand(simulation, command);
      results.push({ ...step, expected: await renderState(simulation, simulation.clock.monotonic() - origin) });
    }
    return results;
  } finally {
    await simulation.stop();
  }
}

export function formatScenario(steps: readonly Step[]): string {
  return `${steps.map(({ commands, expected }) => [...commands, "----", expected].join("\n")).join("\n\n")}\n`;
}

async function runCommand(simulation: Simulation, line: string): Promise<void> {
  const [verb, what = "", name = "", ...rest] = line.match(/[^\s"]*"[^"]*"|\S+/g) ?? [];
  switch (`${verb} ${verb === "apply" || verb === "set" || verb === "crash" ? what : ""}`.trim()) {
    case "seed":
    case "nodes":
      return;
    case "apply job":
      await simulation.client.create(jobs, jobFrom(name, parseFields(rest)));
      break;
    case "set job":
      await simulation.client.patch(jobs, { namespace: "default", name }, { type: "application/merge-patch+json", body: { spec: parseFields(rest) } });
      break;
    case "crash controllers":
      simulation.killControllers();
      simulation.startControllers();
      break;
    case "partition":
    case "heal":
      simulation.partition(what, verb === "partition");
      break;
    case "advance":
      return advance(simulation, parseDuration(what));
    default:
      throw new Error(`cannot run the command "${line}": it is none of seed, nodes, apply job, set job, crash controllers, partition, heal, advance`);
  }
  await advance(simulation, 0);
}

/** Looks at the invariants each time something may have happened. */
async function advance({ clock, client }: Simulation, byMs: Millis): Promise<void> {
  const until = clock.monotonic() + byMs;
  for (;;) {
    const left = until - clock.monotonic();
    await clock.advance(Math.max(0, Math.min(left, clock.nextTimerMs ?? left)));
    const broken = await brokenInvariants(client);
    if (broken.length > 0) throw new Error(`at ${clock.monotonic()} ms: ${broken.join("; ")}`);
    if (clock.monotonic() >= until) return;
  }
}

type Fields = Record<string, unknown>;

/** `k=v` with numbers, true, false, and texts in quotes. */
function parseFields(words: readonly string[]): Fields {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf("=");
      const text = word.slice(equals + 1);
      return [word.slice(0, equals), /^(-?\d+|true|false|null|".*")$/.test(text) ? JSON.parse(text) : text];
    }),
  );
}

function jobFrom(name: string, { command = "true", restartPolicy = "Never", ...spec }: Fields): Job {
  const containers = [{ name: "main", image: "busybox", command: ["sh", "-c", String(command)] }];
  // Without a token there is nothing that depends on keys made by real chance.
  const podSpec = { restartPolicy, containers, automountServiceAccountToken: false };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace: "default" }, spec: { ...spec, template: { spec: podSpec } } } as Job;
}

function parseDuration(text: string): Millis {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (match === null) throw new Error(`cannot read the duration "${text}": write a number and ms, s, m or h`);
  return Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as "ms" | "s" | "m" | "h"];
}
