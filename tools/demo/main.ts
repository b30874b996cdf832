/**
 * `npm run demo`: from a fresh clone to 2000 digits of pi. Installs what is missing, starts a cluster, makes the images
 * that no registry can give, applies `examples/pi-job.yaml` as it stands and prints what stock kubectl says of it.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureImages } from "../images/ensure.ts";
import { isRegistryReachable } from "../images/registry-reachable.ts";
import { kubectlPath } from "../kubectl/kubectl.ts";
import { ensureDebianPackages, runtimePackages } from "../setup/debian.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const say = (text: string): void => console.error(`\n== ${text}`);

/** Runs a program with this terminal; ends the demo when it fails. */
function run(program: string, args: readonly string[]): void {
  console.error(`$ ${[program.replace(/^.*\//, ""), ...args.map((arg) => arg.replace(`${root}/`, "").replace(root, ""))].join(" ")}`);
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit", env });
  if (status !== 0) {
    console.error(`\ndemo: this command failed (exit code ${status}); see its message above and: npx wherry logs`);
    process.exit(1);
  }
}

const env = { ...process.env };
const wherry = (...args: string[]): void => run(process.execPath, [join(root, "bin/wherry.js"), ...args]);

ensureDebianPackages(runtimePackages);
const kubectl = kubectlPath();

say("starting a cluster");
wherry("up");

if (!(await isRegistryReachable())) {
  say("no registry can be reached: the images perl and busybox are made from Debian packages");
  for (const archive of await ensureImages(["perl", "busybox"], (text) => console.error(text))) wherry("image", "load", archive);
}

say("the Job of examples/pi-job.yaml");
run(kubectl, ["delete", "job", "pi-calculator", "--ignore-not-found"]);
run(kubectl, ["apply", "-f", "examples/pi-job.yaml"]);
run(kubectl, ["wait", "--for=condition=complete", "--timeout=120s", "job/pi-calculator"]);
run(kubectl, ["describe", "jobs/pi-calculator"]);
run(kubectl, ["logs", "-l", "job-name=pi-calculator"]);

console.error(`
The cluster goes on running. What to type next:

  export PATH="${join(kubectl, "..")}:$PATH"    # stock kubectl, already set up for this cluster
  kubectl get pods
  kubectl run -i --tty temp --image busybox -- sh
  npx wherry status
  npx wherry down                # stops it and removes all that belongs to it
`);
