import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definitions } from "../../src/api/facts/definition.ts";
import { root } from "./output.ts";

function readFacts<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, "src/api/facts", file), "utf8")) as T;
}

/** Every definition of the Kubernetes 1.36 API, by its full name. */
export const definitions: Definitions = readFacts("schemas.json");
