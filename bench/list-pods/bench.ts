import { type Benchmark, median, type Row } from "../contract.ts";
import { runLoad } from "../shared/load/run.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { podsPath, podTemplate } from "../shared/templates.ts";

const pods = 10_000;
const turns = 3;
const warmUps = 4;
const measured = 10;

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
      for (const { what, accept, goal } of forms) {
        say(what);
        const read = { type: "read", path: podsPath, accept, rounds: warmUps + measured } as const;
        // The two take turns, so that both meet whatever else the machine does.
        const times: number[][] = [[], []];
        let bytes: number[] = [];
        for (let turn = 0; turn < turns; turn++) {
          const results = [await runLoad(wherry, read), await runLoad(bare, read)];
          for (const [side, { latenciesMs }] of results.entries()) times[side]?.push(...latenciesMs.slice(warmUps));
          bytes = results.map((result) => result.bytes);
        }
        const [own, floor] = times.map(median);
        const sizes = bytes.map((size) => `${(size / 1e6).toFixed(1)} MB`);
        rows.push({ what: `${pods} pods ${what}, ${sizes[0]} (bare: ${sizes[1]})`, value: own!, unit: "ms", bare: floor!, goal });
      }
      return rows;
    }),
};

/** The bare server fills in no defaults, so its objects are made as long as a pod with them. */
const paddedTemplate = podTemplate.replace('"metadata":{', `"padding":"${"x".repeat(1_000)}","metadata":{`);
