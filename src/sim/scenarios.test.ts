import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { formatScenario, parseScenario, runScenario } from "./scenario.ts";

const folder = join(import.meta.dirname, "scenarios");
/** Set to write what comes out into the files instead of comparing. Read the difference before you commit it. */
const rewrite = process.env.WHERRY_REWRITE_SCENARIOS === "1";

for (const file of readdirSync(folder).filter((name) => name.endsWith(".scenario"))) {
  test(`scenario ${file}`, async () => {
    const path = join(folder, file);
    const steps = parseScenario(readFileSync(path, "utf8"));
    const results = await runScenario(steps);
    if (rewrite) writeFileSync(path, formatScenario(results));
    else assert.equal(formatScenario(results), formatScenario(steps));
  });
}
