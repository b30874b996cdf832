import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCycles } from "./cycles.ts";
import { checkLayers } from "./layers.ts";
import type { SourceFile } from "./source-files.ts";
import { checkStyle } from "./style.ts";

const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: lines.join("\n") });
const rulesOf = (findings: readonly { rule: string }[]): string[] => findings.map((finding) => finding.rule);

const layerCases: { name: string; file: SourceFile; rules: string[] }[] = [
  { name: "an import downward is fine", file: file("src/machinery/a.ts", `import { b } from "../base/b.ts";`), rules: [] },
  { name: "an import upward is found", file: file("src/base/a.ts", `import { b } from "../machinery/b.ts";`), rules: ["layers"] },
  { name: "a type import upward is found too", file: file("src/store/a.ts", `import type { B } from "../server/b.ts";`), rules: ["layers"] },
  { name: "a re-export upward is found", file: file("src/api/a.ts", `export { b } from "../client/b.ts";`), rules: ["layers"] },
  { name: "an import over several lines is found", file: file("src/base/a.ts", "import {", "  b,", `} from "../api/b.ts";`), rules: ["layers"] },
  { name: "a dynamic import upward is found", file: file("src/client/a.ts", `const b = await import("../server/b.ts");`), rules: ["layers"] },
  { name: "the server may know the store's contract", file: file("src/server/a.ts", `import type { Store } from "../store/contract.ts";`), rules: [] },
  { name: "the server may not know a backend", file: file("src/server/a.ts", `import { open } from "../store/sqlite/open.ts";`), rules: ["layers"] },
  { name: "a controller may not know the server", file: file("src/controllers/job/a.ts", `import { b } from "../../server/b.ts";`), rules: ["layers"] },
  { name: "a controller may not know another", file: file("src/controllers/job/a.ts", `import { b } from "../namespace/b.ts";`), rules: ["plug-ins"] },
  { name: "controllers share through shared/", file: file("src/controllers/job/a.ts", `import { b } from "../shared/claim.ts";`), rules: [] },
  { name: "the core imports nothing of Node", file: file("src/controllers/job/a.ts", `import { readFile } from "node:fs/promises";`), rules: ["core-without-node"] },
  { name: "the edges may import Node", file: file("src/server/http/a.ts", `import http2 from "node:http2";`), rules: [] },
  { name: "wiring may import everything", file: file("src/cmd/a.ts", `import { b } from "../kubelet/b.ts";`), rules: [] },
  { name: "tests may reach across", file: file("src/base/a.test.ts", `import { b } from "../server/b.ts";`), rules: [] },
];

for (const { name, file: source, rules } of layerCases) {
  test(`layers: ${name}`, () => assert.deepEqual(rulesOf(checkLayers([source])), rules));
}

test("circles: three files in a ring are named once, with the way round", () => {
  const ring = [file("src/base/a.ts", `import "./b.ts";`), file("src/base/b.ts", `import "./c.ts";`), file("src/base/c.ts", `import "./a.ts";`)];
  assert.deepEqual(checkCycles(ring).map((finding) => finding.message), ["src/base/a.ts -> src/base/b.ts -> src/base/c.ts -> src/base/a.ts"]);
});

test("circles: two ways to the same file are no circle", () => {
  const diamond = [file("src/base/a.ts", `import "./b.ts";\nimport "./c.ts";`), file("src/base/b.ts", `import "./d.ts";`), file("src/base/c.ts", `import "./d.ts";`), file("src/base/d.ts", "")];
  assert.deepEqual(checkCycles(diamond), []);
});

test("style: the wall clock outside base is found, in base and in comments it is not", () => {
  const line = "const now = Date.now();";
  assert.deepEqual(rulesOf(checkStyle([file("src/server/a.ts", line)])), ["clock"]);
  assert.deepEqual(checkStyle([file("src/base/real-clock.ts", line), file("src/server/b.ts", `// ${line}`)]), []);
});

test("style: a file past the limit is found, one at the limit is not", () => {
  const lines = (count: number): string => Array.from({ length: count }, () => "x;").join("\n");
  assert.deepEqual(rulesOf(checkStyle([file("src/base/long.ts", lines(451))])), ["length"]);
  assert.deepEqual(checkStyle([file("src/base/long.ts", lines(450))]), []);
});
