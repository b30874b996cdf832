import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { SystemRandom } from "../../../base/system-random.ts";
import { criConformance } from "../../cri/conformance.ts";
import { createEmbeddedRuntime } from "./index.ts";
import { layoutOf } from "./layout.ts";
import { leftovers } from "./leftovers.ts";
import { probeHost } from "./probe.ts";

const { ok, missing } = probeHost();
const skip = ok ? undefined : `this machine lacks ${missing.map(({ what }) => what).join(", ")}`;

criConformance("embedded", async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-cri-`);
  const bridgeName = `wt${process.pid}`;
  const clusterName = `cri-${process.pid}`;
  const options = { clusterName, dataDir: `${folder}/data`, runDir: `${folder}/run`, podCidr: `10.197.${process.pid % 256}.0/24`, bridgeName };
  const opened = await createEmbeddedRuntime({ ...options, clock: new RealClock(), random: new SystemRandom() });
  const keepAlive = setInterval(() => {}, 60_000); // as the server's socket does in the real program
  await opened.images.load((async function* () {
    yield buildBusybox();
  })());
  return {
    runtime: opened.runtime, images: opened.images, logRoot: `${folder}/logs`,
    readLog: (path) => readFileSync(path, "utf8"),
    settle: async () => {},
    close: async () => {
      clearInterval(keepAlive);
      await opened.teardown();
      assert.deepEqual(await leftovers({ layout: layoutOf(options), bridge: bridgeName }), []);
      rmSync(folder, { recursive: true });
    },
  };
}, { processes: true, network: true, skip });
