import type { Job } from "../api/types/batch/v1.gen.ts";
import type { Millis } from "../base/clock.ts";
import { jobs } from "../client/resources.ts";
import { defaultScript, type Script } from "../kubelet/runtimes/simulated/script.ts";
import type { KubeObject } from "../machinery/meta/object.ts";
import { dieAtWrite } from "./faults.ts";
import { brokenInvariants } from "./invariants.ts";
import { renderState } from "./render.ts";
import { createObject, drain, keyFor, resourceCalled } from "./scenario-resources.ts";
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
 *     create {"kind":"Pod",…}                 any object of `scenario-resources.ts`, as JSON on one line
 *     patch nodes a {"spec":…}                a merge patch to one of them
 *     delete jobs pi [Foreground|Orphan]      deletes one of them, by default in the background
 *     drain a                                 cordons the node and asks for the eviction of its pods
 *     advance 10s                             moves the clock
 *     jump 1h, jump -1h                       sets the wall clock forward or back, as NTP would; timers stay
 *     crash controllers|scheduler|a           kills the component, or the node's kubelet, where it stands and starts a new one
 *     die 3                                   the controllers die at their third write from now; `crash` brings new ones
 *     partition a / heal a                    cuts a node off, connects it again
 *
 * In a Job, `failIndex=1` makes the containers of that completion index fail.
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
  const simulation = await Simulation.start({ seed: Number(setting("seed")[0] ?? 1), script, ...(nodes.length > 0 && { nodes }) });
  const origin = { elapsedMs: simulation.clock.monotonic(), wallMs: simulation.clock.now() };
  try {
    const results: Step[] = [];
    for (const [place, step] of steps.entries()) {
      for (const command of commands[place] ?? []) await runCommand(simulation, command);
      results.push({ ...step, expected: await renderState(simulation, origin) });
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
  const [verb, what = "", name = "", ...rest] = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const { client, clock } = simulation;
  switch (verb) {
    case "seed":
    case "nodes":
      return;
    case "apply":
      await client.create(jobs, jobFrom(name, parseFields(rest)));
      break;
    case "set":
      await client.patch(jobs, { namespace: "default", name }, { type: "application/merge-patch+json", body: { spec: parseFields(rest) } });
      break;
    case "create":
      await createObject(client, JSON.parse(line.slice(line.indexOf("{"))) as KubeObject);
      break;
    case "patch":
      await client.patch(resourceCalled(what), keyFor(what, name), { type: "application/merge-patch+json", body: JSON.parse(line.slice(line.indexOf("{"))) });
      break;
    case "delete":
      await client.delete(resourceCalled(what), keyFor(what, name), { propagationPolicy: (rest[0] ?? "Background") as "Background" });
      break;
    case "drain":
      await drain(client, what);
      break;
    case "crash":
      simulation.restart(what);
      break;
    case "die":
      simulation.setFaults("controllers", dieAtWrite(Number(what), "request"));
      break;
    case "partition":
    case "heal":
      simulation.partition(what, verb === "partition");
      break;
    case "jump":
      clock.setWallClock(clock.now() + (what.startsWith("-") ? -parseDuration(what.slice(1)) : parseDuration(what)));
      break;
    case "advance":
      return advance(simulation, parseDuration(what));
    default:
      throw new Error(`cannot run the command "${line}": it is none of those that parseScenario's comment lists`);
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

const script: Script = (container) => {
  const { FAIL_INDEX, JOB_COMPLETION_INDEX } = container.env;
  return { ...defaultScript(container), ...(FAIL_INDEX !== undefined && FAIL_INDEX === JOB_COMPLETION_INDEX && { exitCode: 1 }) };
};

type Fields = Record<string, unknown>;

/** `k=v` with numbers, true, false, and texts in quotes. */
function parseFields(words: readonly string[]): Fields {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf("=");
      const text = word.slice(equals + 1);
      return [word.slice(0, equals), /^(-?\d+|true|false|null|".*"|[{[].*)$/.test(text) ? JSON.parse(text) : text];
    }),
  );
}

function jobFrom(name: string, { command = "true", restartPolicy = "Never", failIndex, ...spec }: Fields): Job {
  const env = failIndex === undefined ? [] : [{ name: "FAIL_INDEX", value: `${failIndex}` }];
  const containers = [{ name: "main", image: "busybox", command: ["sh", "-c", String(command)], env }];
  // Without a token there is nothing that depends on keys made by real chance.
  const podSpec = { restartPolicy, containers, automountServiceAccountToken: false };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace: "default" }, spec: { ...spec, template: { spec: podSpec } } } as Job;
}

function parseDuration(text: string): Millis {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (match === null) throw new Error(`cannot read the duration "${text}": write a number and ms, s, m or h`);
  return Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as "ms" | "s" | "m" | "h"];
}
