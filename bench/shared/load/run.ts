import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { loadKubeconfig } from "../../../src/client/http/kubeconfig.ts";
import type { Load, Results, Target } from "./contract.ts";

const program = fileURLToPath(new URL("main.ts", import.meta.url));

/** Puts `load` on `target` from another process and resolves with what that one measured. */
export async function runLoad<T extends Load>(target: Target, load: T): Promise<Results[T["type"]]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify([target, load]));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const printed = await text(child.stdout);
  const code = await exited;
  if (code !== 0) throw new Error(`the load ended with code ${code}`);
  return JSON.parse(printed) as Results[T["type"]];
}

/** The cluster of a kubeconfig as a target, with the user's client certificate. */
export function targetOf(kubeconfig: string): Target {
  const { server, ca, clientCertificate, clientKey } = loadKubeconfig(kubeconfig).endpoint;
  if (ca === undefined || clientCertificate === undefined || clientKey === undefined) throw new Error(`${kubeconfig} names no client certificate`);
  return { url: server, ca, certificate: clientCertificate, key: clientKey };
}
