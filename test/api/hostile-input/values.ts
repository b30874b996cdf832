import type { FieldSchema } from "../../../src/api/facts/definition.ts";
import { definitionNamed } from "../../../src/api/schema/definitions.ts";
import type { Dice } from "./dice.ts";

const deepest = 7;

/** Text that programs choke on: control bytes, half surrogates, numbers out of range, names of object internals. */
export const absurdTexts: readonly string[] = [
  "", " ", "..", ".", "/", "a/b", "\0", "a\0b", "\ud800", "\u202e", "🙂", "-", "_", "A", "UPPER", "a".repeat(64), "a".repeat(254), "x".repeat(3000), "__proto__", "constructor", "toString", "hasOwnProperty",
  "null", "true", "NaN", "1e400", "-1", "0x10", "9223372036854775808", "1.5.5", "500m", "1Zi", "2020-13-45T99:99:99Z", "%s%n%d", "$(PATH)", "${x}", "{{.}}", "'; drop table", "<script>", "*", "~", "\n", "\r\n", "2001:db8::1", "256.1.1.1", "10.0.0.0/33", "(((", "[a-", "\\",
];

/** A value of any JSON type but the expected one, mostly. */
export function anyValue(dice: Dice, depth = 0): unknown {
  switch (dice.int(depth > 3 ? 6 : 9)) {
    case 0:
      return null;
    case 1:
      return dice.chance(0.5);
    case 2:
      return dice.one([0, -1, 1, 1.5, -0, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324]);
    case 3:
    case 4:
    case 5:
      return dice.one(absurdTexts);
    case 6:
      return dice.some(4, () => anyValue(dice, depth + 1));
    default:
      return Object.fromEntries(dice.some(4, () => [dice.one(absurdTexts), anyValue(dice, depth + 1)]));
  }
}

/** A value that a schema describes, with a mistake wherever the dice says so: a wrong type, an unknown field, an absurd text. */
export function valueOf(schema: FieldSchema, dice: Dice, mistakes: number, depth = 0): unknown {
  if (dice.chance(mistakes)) return anyValue(dice, depth);
  const resolved = schema.$ref === undefined ? schema : definitionNamed(schema.$ref);
  const { type, format, items, properties, additionalProperties } = resolved;
  if (resolved.enum !== undefined) return dice.one(resolved.enum);
  if (items !== undefined) return depth > deepest ? [] : dice.some(2, () => valueOf(items, dice, mistakes, depth + 1));
  if (properties !== undefined) return objectOf(resolved, dice, mistakes, depth);
  if (additionalProperties !== undefined) return Object.fromEntries(dice.some(2, () => [textOf(dice), valueOf(additionalProperties, dice, mistakes, depth + 1)]));
  if (type === "integer") return dice.one([0, 1, 2, 80, 443, -1, 65_536, 2 ** 31 - 1]);
  if (type === "number") return dice.one([0, 1, 0.5]);
  if (type === "boolean") return dice.chance(0.5);
  if (format === "date-time") return "2026-01-01T00:00:00Z";
  if (format === "byte") return dice.one(["", "YWJj", "not base64!"]);
  if (type === "string") return textOf(dice);
  return dice.one([{}, "80%", 8080, "100m"]);
}

function textOf(dice: Dice): string {
  return dice.chance(0.2) ? dice.one(absurdTexts) : dice.one(["web", "a", "app", "v1", "Always", "TCP", "nginx:1", "default", "kubernetes.io/x", "/data", "10.0.0.1", "1Gi", "200m", "http"]);
}

function objectOf({ properties = {}, required = [] }: FieldSchema, dice: Dice, mistakes: number, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  // Few fields each, or nothing would ever come through the first check.
  const wanted = depth > deepest ? 0 : depth === 0 ? 1 : Math.min(0.35, 3 / Object.keys(properties).length);
  for (const [name, schema] of Object.entries(properties)) {
    if (!required.includes(name) && !dice.chance(wanted)) continue;
    object[name] = valueOf(schema, dice, mistakes, depth + 1);
  }
  if (dice.chance(mistakes)) object[dice.one(absurdTexts)] = anyValue(dice, depth + 1);
  return object;
}
