/** The program `wherry`: the command line, or with `serve` the cluster itself. */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { RealClock } from "../base/real-clock.ts";

// Compiled code is kept beside the program, or in the temporary folder where that may not be written: half of a start's time.
enableCompileCache(fileURLToPath(new URL("../.cache/compile", import.meta.url)));

const argv = process.argv.slice(2);
if (argv[0] === "serve") {
  const { serve } = await import("./all-in-one/serve.ts");
  await serve(argv.slice(1));
} else {
  const { runCommandLine } = await import("../cli/main.ts");
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  process.once("SIGTERM", () => interrupted.abort());
  process.exitCode = await runCommandLine(argv, {
    terminal: { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text), interactive: process.stderr.isTTY === true },
    env: process.env,
    clock: new RealClock(),
    signal: interrupted.signal,
    self: [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)],
  });
}
