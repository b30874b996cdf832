import { type Benchmark, median, type Row } from "../contract.ts";
import type { CreateLoad, CreateResult, Target } from "../shared/load/contract.ts";
import { runLoad } from "../shared/load/run.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { configMapsPath, configMapTemplate, podsPath, podTemplate } from "../shared/templates.ts";

const clients = 64;
/** Both sides take turns, so that both meet whatever else the machine does. */
const rounds = 5;
const perRound = 2_000;
const oneByOne = 300;

const kinds = [
  { what: "ConfigMaps of 512 bytes", path: configMapsPath, template: configMapTemplate, goal: "at least 0.51 of bare (3,000 /s where bare is 5,900); upstream 1,530 there" },
  { what: "small pods that nobody schedules", path: podsPath, template: podTemplate, goal: "at least 0.34 of bare (2,000 /s); upstream 906 there" },
];

interface Creates {
  readonly perSecond: number;
  readonly p50Ms: number;
}

/** The middle of what each round of `load` gave, after one that is not counted. */
async function inTurns(targets: readonly Target[], load: CreateLoad): Promise<Creates[]> {
  const results: CreateResult[][] = targets.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, target] of targets.entries()) {
      const result = await runLoad(target, { ...load, prefix: `${load.prefix}-${round}` });
      if (round > 0) results[index]!.push(result);
    }
  }
  return results.map((own) => ({ perSecond: median(own.map((result) => result.perSecond)), p50Ms: median(own.map((result) => median(result.latenciesMs))) }));
}

export const benchmark: Benchmark = {
  name: "create-configmaps",
  summary: `objects created over TLS and HTTP/2, every one durable: by ${clients} clients at once and by one`,
  run: (say) =>
    sideBySide("benchcreate", async ({ wherry, bare }) => {
      const rows: Row[] = [];
      for (const { what, path, template, goal } of kinds) {
        say(what);
        const [own, floor] = await inTurns([wherry, bare], { type: "create", path, template, prefix: "many", clients, count: perRound });
        rows.push({ what: `${what}, ${clients} clients`, value: own!.perSecond, unit: "/s", bare: floor!.perSecond, goal });
      }
      say("one client");
      const [own, floor] = await inTurns([wherry, bare], { type: "create", path: configMapsPath, template: configMapTemplate, prefix: "one", clients: 1, count: oneByOne });
      rows.push({ what: "one ConfigMap by one client, p50", value: own!.p50Ms, unit: "ms", bare: floor!.p50Ms, goal: "at most 1.9 of bare (1.5 ms where bare is 0.8); upstream 2.4 there" });
      return rows;
    }),
};
