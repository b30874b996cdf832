/**
 * `npm test`: sets up what is missing, then generates, checks types and tidiness, and runs every test. Arguments narrow
 * the run to test files whose path contains one of them. Prints what it does; exits 1 as soon as a step fails.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureDebianPackages, imagePackages, runtimePackages } from "../setup/debian.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = [process.execPath, "--disable-warning=ExperimentalWarning"];
const words = process.argv.slice(2);

function step(what: string, command: readonly string[]): void {
  console.log(`\n== ${what}`);
  const started = performance.now();
  const [program = "", ...args] = command;
  const { status } = spawnSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    console.error(`\nnpm test: "${what}" failed; run it alone with: ${command.join(" ").slice(0, 200)}`);
    process.exit(1);
  }
  console.log(`== ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function testFiles(...patterns: string[]): string[] {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  return words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)));
}

/** Runs test files with Node's own runner; `concurrency` 1 for suites that share the machine's containers and networks. */
function suite(what: string, files: readonly string[], concurrency: number): void {
  if (files.length > 0) step(what, [...node, "--test", `--test-concurrency=${concurrency}`, "--test-timeout=900000", ...files]);
}

ensureDebianPackages([...runtimePackages, ...imagePackages]);
step("generate", [...node, "tools/generate/main.ts"]);
if (words.length === 0) {
  step("types", [...node, "node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]);
  step("tidy", [...node, "tools/tidy/main.ts"]);
}
step("build", [...node, "tools/build/main.ts"]);
const onHost = new Set(testFiles("src/kubelet/runtimes/**/*.test.ts"));
suite("unit tests", testFiles("src/**/*.test.ts", "tools/**/*.test.ts").filter((file) => !onHost.has(file)), 2);
suite("container runtimes", [...onHost], 1);
suite("whole cluster", testFiles("test/**/*.test.ts"), 1);
