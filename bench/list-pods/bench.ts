import { type Benchmark, median, type Row } from "../contract.ts";
import { runLoad } from "../shared/load/run.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { podsPath, podTemplate } from "../shared/templates.ts";

const pods = 10_000;
const warmUps = 5;
const measured = 15;

const forms = [
  { what: "as JSON", accept: "application/json", goal: "at most 90 ms; upstream 383 where bare is 44" },
  { what: "as a Table", accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json", goal: "at most 90 ms; upstream 188" },
];

export const benchmark: Benchmark = {
  name: "list-pods",
  summary: `a list of ${pods} pods over TLS and HTTP/2; bare is the same number of objects joined and sent`,
  run: (say) =>
    sideBySide("benchlist", async ({ wherry, bare }) => {
      say(`creating ${pods} pods`);
      const load = { type: "create", path: podsPath, template: podTemplate, prefix: "load", clients: 16, count: pods } as const;
      await Promise.all([runLoad(wherry, load), runLoad(bare, { ...load, template: paddedTemplate })]);
      const rows: Row[] = [];
      const read = { type: "read", path: podsPath, accept: "application/json", rounds: warmUps + measured } as const;
      const floor = await runLoad(bare, read);
      for (const { what, accept, goal } of forms) {
        say(what);
        const own = await runLoad(wherry, { ...read, accept });
        rows.push({ what: `${pods} pods ${what}, ${(own.bytes / 1e6).toFixed(1)} MB (bare: ${(floor.bytes / 1e6).toFixed(1)} MB)`, value: median(own.latenciesMs.slice(warmUps)), unit: "ms", bare: median(floor.latenciesMs.slice(warmUps)), goal });
      }
      return rows;
    }),
};

/** The bare server fills in no defaults, so its objects are made as long as a pod with them. */
const paddedTemplate = podTemplate.replace('"metadata":{', `"padding":"${"x".repeat(1_000)}","metadata":{`);
