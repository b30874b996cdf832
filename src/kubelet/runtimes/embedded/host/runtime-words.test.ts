import assert from "node:assert/strict";
import { test } from "node:test";
import { runtimeWords } from "./runtime-words.ts";

for (const [name, says, expected] of [
  ["a program that is nowhere in the path", "executable file `nothing` not found in $PATH: No such file or directory", 'exec: "nothing": executable file not found in $PATH: unknown'],
  ["a program that is not where it should be", "executable file `/no/program` not found: No such file or directory", 'exec: "/no/program": stat /no/program: no such file or directory: unknown'],
  ["a program that may not be run", "open executable: Permission denied\n", 'exec: "/etc/passwd": permission denied: unknown'],
  ["a working folder that is none", "chdir `/etc/passwd`: Not a directory", 'chdir to cwd ("/etc/passwd") set in config.json failed: not a directory: unknown'],
  ["anything else stays as it is", "mount `proc` to `proc`: Operation not permitted", "mount `proc` to `proc`: Operation not permitted"],
] as const) {
  test(`runtime words: ${name}`, () => assert.equal(runtimeWords(says, "/etc/passwd"), expected));
}
