import { type Benchmark, quantile, type Row } from "../contract.ts";
import { runLoad } from "../shared/load/run.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { configMapsPath, configMapTemplate, podsPath, podTemplate } from "../shared/templates.ts";

const clients = 64;

const kinds = [
  { what: "ConfigMaps of 512 bytes", path: configMapsPath, template: configMapTemplate, count: 10_000, goal: "at least 3,000 /s; upstream 1,530 where bare is 5,900" },
  { what: "small pods that nobody schedules", path: podsPath, template: podTemplate, count: 10_000, goal: "at least 2,000 /s; upstream 906 where bare is 5,900" },
];

export const benchmark: Benchmark = {
  name: "create-configmaps",
  summary: `objects created over TLS and HTTP/2, every one durable: by ${clients} clients at once and by one`,
  run: (say) =>
    sideBySide("benchcreate", async ({ wherry, bare }) => {
      const rows: Row[] = [];
      for (const { what, path, template, count, goal } of kinds) {
        const measured = [];
        for (const [name, target] of [["wherry", wherry], ["bare", bare]] as const) {
          say(`${what}: ${name}`);
          await runLoad(target, { type: "create", path, template, prefix: "warm", clients, count: 4_000 });
          measured.push(await runLoad(target, { type: "create", path, template, prefix: "load", clients, count }));
        }
        rows.push({ what: `${what}, ${clients} clients`, value: measured[0]!.perSecond, unit: "/s", bare: measured[1]!.perSecond, goal });
      }
      say("one client");
      const one = { type: "create", path: configMapsPath, template: configMapTemplate, prefix: "one", clients: 1, count: 1_000 } as const;
      const [own, floor] = [await runLoad(wherry, one), await runLoad(bare, one)];
      rows.push({ what: "one ConfigMap by one client, p50", value: quantile(own.latenciesMs, 0.5), unit: "ms", bare: quantile(floor.latenciesMs, 0.5), goal: "at most 1.5 ms; upstream 2.4 where bare is 0.8" });
      return rows;
    }),
};
