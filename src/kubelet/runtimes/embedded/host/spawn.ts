import { spawn } from "node:child_process";

/** Error output kept of a program; the rest is dropped. */
const MAX_STDERR = 16_384;

export interface Finished {
  readonly exitCode: number;
  readonly stderr: string;
}

/** Runs a program to its end. A program that a signal ended counts as exit code 128 + signal number; one that is not there rejects. */
export function run(program: string, args: readonly string[], options: { readonly input?: string; readonly cwd?: string } = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, stdio: [options.input === undefined ? "ignore" : "pipe", "ignore", "pipe"] });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < MAX_STDERR) stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 137, stderr: stderr.trim() }));
    child.stdin?.end(options.input);
  });
}
