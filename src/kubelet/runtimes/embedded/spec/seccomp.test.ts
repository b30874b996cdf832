import assert from "node:assert/strict";
import { test } from "node:test";
import { runtimeDefaultProfile } from "./seccomp.ts";
import { ALLOWED, ALLOWED_WITH, REFUSED } from "./system-calls.ts";

/** What the profile says to a call with no arguments to look at: `allow`, its errno, or that of calls that are not named. */
function verdict(call: string, capabilities: readonly string[]): "allow" | number | "depends" {
  const { syscalls, defaultErrnoRet } = runtimeDefaultProfile(capabilities, "x64");
  const rules = syscalls.filter(({ names }) => names.includes(call));
  if (rules.some(({ args }) => args !== undefined)) return "depends";
  assert.ok(rules.length <= 1, `${call} has ${rules.length} rules`);
  const [rule] = rules;
  return rule === undefined ? defaultErrnoRet : rule.action === "SCMP_ACT_ALLOW" ? "allow" : (rule.errnoRet ?? 0);
}

const EPERM = 1;
const ENOSYS = 38;
const rows: { call: string; capabilities?: readonly string[]; expected: "allow" | number | "depends" }[] = [
  { call: "read", expected: "allow" },
  { call: "ptrace", expected: "allow" },
  { call: "arch_prctl", expected: "allow" },
  { call: "mount", expected: EPERM },
  { call: "mount", capabilities: ["CAP_SYS_ADMIN"], expected: "allow" },
  { call: "unshare", expected: EPERM },
  { call: "setns", expected: EPERM },
  { call: "clone", expected: "depends" },
  { call: "clone", capabilities: ["CAP_SYS_ADMIN"], expected: "allow" },
  { call: "clone3", expected: ENOSYS },
  { call: "clone3", capabilities: ["CAP_SYS_ADMIN"], expected: "allow" },
  { call: "bpf", expected: EPERM },
  { call: "bpf", capabilities: ["CAP_BPF"], expected: "allow" },
  { call: "chroot", expected: EPERM },
  { call: "chroot", capabilities: ["CAP_SYS_CHROOT"], expected: "allow" },
  { call: "settimeofday", capabilities: ["CAP_SYS_ADMIN"], expected: EPERM },
  { call: "settimeofday", capabilities: ["CAP_SYS_TIME"], expected: "allow" },
  { call: "keyctl", capabilities: ["CAP_SYS_ADMIN"], expected: EPERM },
  { call: "io_uring_setup", capabilities: ["CAP_SYS_ADMIN"], expected: EPERM },
  { call: "userfaultfd", expected: EPERM },
  { call: "personality", expected: "depends" },
  { call: "socket", expected: "depends" },
  { call: "a_call_of_the_future", expected: ENOSYS },
];
for (const { call, capabilities = [], expected } of rows) {
  test(`RuntimeDefault: ${call} with ${capabilities.join(", ") || "no capability"} is ${expected}`, () => assert.equal(verdict(call, capabilities), expected));
}

test("no system call stands in two lists", () => {
  const all = [...ALLOWED, ...REFUSED, ...ALLOWED_WITH.flatMap(({ calls }) => calls)];
  assert.deepEqual(all.filter((call, index) => all.indexOf(call) !== index), []);
});
