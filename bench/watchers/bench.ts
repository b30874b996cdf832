import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark } from "../contract.ts";
import type { CreateLoad, WatchLoad } from "../shared/load/contract.ts";
import { runLoad } from "../shared/load/run.ts";
import { usageOf } from "../shared/process-usage.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { changingConfigMapTemplate, configMapsPath, podsPath, podTemplate } from "../shared/templates.ts";

const objects = 20;
const pods = 10_000;

const load: WatchLoad = {
  type: "watch",
  path: configMapsPath,
  template: changingConfigMapTemplate,
  names: Array.from({ length: objects }, (_, i) => `changing-${i}`),
  watchers: 1_000,
  connections: 100,
  changesPerSecond: 100,
  warmUpMs: 6_000,
  measuredMs: 10_000,
};
const setUp: CreateLoad = { type: "create", path: configMapsPath, template: changingConfigMapTemplate, prefix: "changing", clients: 4, count: objects };

export const benchmark: Benchmark = {
  name: "watchers",
  summary: `${load.watchers} watchers of ConfigMaps on ${load.connections} connections, ${load.changesPerSecond} changes a second, ${pods} pods in memory`,
  run: (say) =>
    sideBySide("benchwatch", async ({ cluster, wherry, bare }) => {
      say("bare");
      await runLoad(bare, setUp);
      const floor = await runLoad(bare, load);
      say(`creating ${pods} pods`);
      await runLoad(wherry, { type: "create", path: podsPath, template: podTemplate, prefix: "load", clients: 16, count: pods });
      await runLoad(wherry, setUp);
      say("wherry");
      const running = runLoad(wherry, load);
      await sleep(load.warmUpMs + load.measuredMs);
      const { residentBytes } = usageOf(cluster.dataDir);
      const own = await running;
      return [
        { what: "watchers cut off", value: own.cutOff, unit: "of 1000", goal: "0; upstream 999" },
        { what: "events delivered", value: own.delivered, unit: "events", bare: floor.delivered, goal: `every one of ${own.sent * load.watchers}` },
        { what: "from a change's sending to its delivery, p50", value: own.p50Ms, unit: "ms", bare: floor.p50Ms },
        { what: "from a change's sending to its delivery, p99", value: own.p99Ms, unit: "ms", bare: floor.p99Ms, goal: "at most 2.0 of bare (60 ms where bare is 29); upstream 2,400 there" },
        { what: "resident memory with all of it", value: residentBytes / 1e6, unit: "MB", goal: "at most 400 MB" },
      ];
    }),
};
