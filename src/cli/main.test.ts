import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VirtualClock } from "../base/virtual-clock.ts";
import type { CommandContext } from "./contract.ts";
import { runCommandLine } from "./main.ts";

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const context: CommandContext = {
    terminal: { out: (text) => (out += text), err: (text) => (err += text), interactive: false },
    env: {},
    clock: new VirtualClock(),
    signal: new AbortController().signal,
    self: [],
  };
  return { code: await runCommandLine(argv, context), out, err };
}

test("no command, help and --help print every command", async () => {
  for (const argv of [[], ["help"], ["--help"]]) {
    const { code, out } = await run(...argv);
    assert.equal(code, 0);
    for (const name of ["up", "down", "status", "logs", "kubeconfig", "image", "version"]) assert.match(out, new RegExp(`^ {2}${name} `, "m"));
  }
});

const mistakes: { name: string; argv: string[]; code: number; err: RegExp }[] = [
  { name: "an unknown command", argv: ["start"], code: 2, err: /unknown command "start"\nsee: wherry help/ },
  { name: "an unknown option", argv: ["up", "--nope"], code: 2, err: /'--nope'[^]*usage: wherry up/ },
  { name: "a port that is none", argv: ["up", "--port", "65536"], code: 2, err: /--port 65536: a port is a number from 1 to 65535/ },
  { name: "a name with capitals", argv: ["status", "--name", "Big"], code: 2, err: /--name "Big": a cluster's name has 1 to 20 lower-case/ },
  { name: "a name of 21 letters", argv: ["status", "--name", "a".repeat(21)], code: 2, err: /1 to 20/ },
  { name: "an output that is not known", argv: ["status", "--output", "xml"], code: 2, err: /--output xml: only json is known/ },
  { name: "a cluster that is not there", argv: ["status", "--data-dir", "/nonexistent/wherry"], code: 1, err: /there is no cluster in \/nonexistent\/wherry\n {2}start one with: wherry up --data-dir \/nonexistent\/wherry/ },
  { name: "an image action that is none", argv: ["image", "push"], code: 2, err: /image push: choose one of load, list, rm/ },
];

for (const { name, argv, code, err } of mistakes) {
  test(`${name} is explained, with what to type`, async () => {
    const result = await run(...argv);
    assert.equal(result.code, code);
    assert.match(result.err, err);
  });
}

test("status of a stopped cluster says how to start it and exits 1", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "wherry-cli-"));
  try {
    writeFileSync(join(dataDir, "cluster.json"), JSON.stringify({ name: "two", port: 1, podCidr: "10.0.0.0/16", createdAt: "2026-01-01T00:00:00Z" }));
    const { code, out } = await run("status", "--data-dir", dataDir);
    assert.deepEqual({ code, out }, { code: 1, out: `cluster "two" is stopped; start it with: wherry up --data-dir ${dataDir}\n` });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
