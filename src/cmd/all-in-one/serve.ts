import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { formatForPeople } from "../../base/log/format.ts";
import { Logger } from "../../base/log/log.ts";
import { RealClock } from "../../base/real-clock.ts";
import { parseServeArguments, type ServeArguments } from "./arguments.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { type ControlServer, openControlServer } from "./control-server.ts";
import { totalSeconds } from "../../kubelet/shutdown/periods.ts";
import { asFailure } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { holdFolder } from "./hold-folder.ts";
import { progressWriter } from "./progress-writer.ts";
import { removeCluster } from "./remove-cluster.ts";
import { letThreadsHaveTheirOwnLimits } from "./thread-limits.ts";

/**
 * The process of a cluster: `wherry serve`, as `wherry up` starts it. Tells its starter the steps, then serves until
 * SIGTERM or until it is taken down over the control socket. What SIGTERM means is the cluster's setting: by default it
 * ends this process and containers go on; with a grace period for shutdowns it is the machine's, and pods end first.
 */
export async function serve(argv: readonly string[]): Promise<void> {
  const args = parseServeArguments(argv);
  const tell = progressWriter();
  process.stdout.on("error", () => {}); // see writeLine
  letThreadsHaveTheirOwnLimits();
  const clock = new RealClock();
  const logger = new Logger({ clock, sink: (record) => writeLine(formatForPeople(record)) });
  try {
    await holdFolder(args.dataDir, clock);
    if (args.teardown) {
      tell({ type: "step", text: "removing what the cluster left behind" });
      await removeCluster(args);
      tell({ type: "done", result: null });
      return;
    }
    await run(args, logger, tell);
  } catch (error) {
    const failure = asFailure(error, args.dataDir);
    logger.error(failure.message, { error });
    tell({ type: "failed", message: failure.message, fix: failure.fix });
    process.exit(1);
  }
}

/** A log that cannot be written, as on a full disk, must not end the cluster: the line is lost, and the next is tried. */
function writeLine(line: string): void {
  try {
    process.stdout.write(`${line}\n`);
  } catch {
    // lost, as said
  }
}

async function run(args: ServeArguments, logger: Logger, tell: ReturnType<typeof progressWriter>): Promise<void> {
  const folders = foldersOf(args.dataDir);
  mkdirSync(folders.run, { recursive: true, mode: 0o700 });
  writeFileSync(folders.pidFile, String(process.pid));
  const cluster = await startCluster(args, logger, (text) => tell({ type: "step", text }));
  let control: ControlServer | undefined;
  let asked: Ending | undefined;
  const takenDown = Promise.withResolvers<void>();
  const ending = new Promise<Ending>((resolve) => {
    process.on("SIGTERM", () => resolve(cluster.shutdownPeriods.length > 0 ? "shut down" : "leave"));
    process.once("SIGINT", () => resolve("leave"));
    openControlServer(cluster, args, {
      onShutdown: (keepData) => {
        asked = { keepData };
        resolve(asked);
        takenDown.resolve();
      },
    }).then((opened) => {
      control = opened;
      tell({ type: "done", result: cluster.result });
    }, (error: unknown) => {
      logger.error("cannot open the control socket", { error });
      resolve("leave");
    });
  });
  const how = await ending;
  if (how === "shut down") {
    logger.info("the machine shuts down: ending pods", { seconds: totalSeconds(cluster.shutdownPeriods) });
    await Promise.race([cluster.shutDownNode(), takenDown.promise]); // whoever takes the cluster down does not want to wait for pods
  }
  const last = asked ?? (how === "shut down" ? "leave" : how);
  logger.info("stopping", { containers: last === "leave" ? "go on" : "end" });
  try {
    await end(cluster, args, last);
  } catch (error) {
    await control?.close(asFailure(error, args.dataDir));
    throw error;
  }
  await control?.close();
  process.exit(0);
}

type Ending = "leave" | "shut down" | { readonly keepData: boolean };

async function end(cluster: Cluster, args: ServeArguments, how: Ending): Promise<void> {
  await cluster.stop();
  if (typeof how === "string") rmSync(foldersOf(args.dataDir).pidFile, { force: true });
  else await removeCluster({ ...args, keepData: how.keepData });
}
