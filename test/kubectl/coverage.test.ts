import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command, Flag } from "../../tools/kubectl/commands.ts";
import { allUses, usesOf } from "./coverage.ts";
import { wordsOf } from "./table.ts";

const output: Flag = { name: "--output", shorthand: "-o" };
const stdin: Flag = { name: "--stdin", shorthand: "-i" };
const tty: Flag = { name: "--tty", shorthand: "-t" };
const namespace: Flag = { name: "--namespace", shorthand: "-n" };
const commands: readonly Command[] = [
  { path: ["create"], flags: [output], hasSubcommands: true },
  { path: ["create", "secret"], flags: [], hasSubcommands: true },
  { path: ["create", "secret", "tls"], flags: [output], hasSubcommands: false },
  { path: ["exec"], flags: [stdin, tty], hasSubcommands: false },
];

test("a command that only has subcommands need not be typed itself", () => {
  assert.deepEqual(allUses(commands, [namespace]), ["create", "create --output", "create secret tls", "create secret tls --output", "exec", "exec --stdin", "exec --tty", "--namespace"]);
});

const lines: { name: string; line: string; uses: string[] }[] = [
  { name: "a flag belongs to the longest command that the line names", line: "create secret tls x --output=json", uses: ["create secret tls", "create secret tls --output"] },
  { name: "a letter names a flag, with its value apart or joined", line: "create -ojson", uses: ["create", "create --output"] },
  { name: "several letters name several flags", line: "exec -it box", uses: ["exec", "exec --stdin", "exec --tty"] },
  { name: "a flag of every command counts once for all", line: "exec -n other box", uses: ["exec", "--namespace"] },
  { name: "what a container runs is not kubectl's", line: "exec box -- sh -i", uses: ["exec"] },
  { name: "a longer flag is not the shorter one", line: "create --output-directory=x", uses: ["create"] },
  { name: "a word of no command counts for nothing", line: "nonsense -o json", uses: [] },
];
for (const { name, line, uses } of lines) test(name, () => assert.deepEqual(usesOf(wordsOf(line), commands, [namespace]), uses));
