import { spawn } from "node:child_process";

/** Hands a script to the kernel, all of it or nothing. Throws with nft's words. */
export async function applyRules(nft: string, script: string): Promise<void> {
  const { exitCode, stderr } = await run(nft, ["-f", "-"], script);
  if (exitCode !== 0) throw new Error(`cannot set packet rules: ${stderr.trim()}`);
}

/** A table that is not there is no error. */
export async function removeTable(nft: string, table: string): Promise<void> {
  await run(nft, ["delete", "table", "ip", table], "");
}

function run(nft: string, args: readonly string[], input: string): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(nft, [...args], { stdio: ["pipe", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, stderr }));
    child.stdin.on("error", () => {}); // it may end before it has read all, and says why
    child.stdin.end(input);
  });
}
