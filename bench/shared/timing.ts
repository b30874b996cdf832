import { spawn } from "node:child_process";

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Milliseconds from starting a program to its end. Throws when it fails. */
export function timedProgram(program: string, args: readonly string[]): Promise<number> {
  return timed(() => new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with code ${code}`))));
  }));
}
