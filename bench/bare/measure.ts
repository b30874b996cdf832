import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median } from "../contract.ts";

export interface ContainerSpeed {
  /** Milliseconds from the first call to the exit seen, one container after the other. */
  readonly singleP50Ms: number;
  /** Containers a second with 8 at once. */
  readonly ratePerSecondAt8: number;
}

/** Measures bare containers in a process with a mount namespace of its own. Needs root, crun, conmon and busybox. */
export async function measureBare(count = 100): Promise<ContainerSpeed> {
  return (await measured(`${count}`)) as ContainerSpeed;
}

/** Milliseconds that `crun exec ID true` takes in a running bare container, the middle of `count`. */
export async function measureBareExec(count = 50): Promise<number> {
  return median((await measured(`${count}`, "exec")) as number[]);
}

async function measured(...args: readonly string[]): Promise<unknown> {
  const script = new URL("./main.ts", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)("unshare", ["--mount", process.execPath, script, ...args]);
  return JSON.parse(stdout);
}

/** Runs `one` alone for a while, then 8 at once. `one` answers its own milliseconds. */
export async function measureSpeed(one: () => Promise<number>, count: number): Promise<ContainerSpeed> {
  const single: number[] = [];
  for (let done = 0; done < Math.max(10, count / 5); done++) single.push(await one());
  single.sort((a, b) => a - b);
  const started = performance.now();
  let left = count;
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (left-- > 0) await one();
  }));
  return { singleP50Ms: single[Math.floor(single.length / 2)] ?? 0, ratePerSecondAt8: (count * 1_000) / (performance.now() - started) };
}
