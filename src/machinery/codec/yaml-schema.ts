import { defineScalarTag, FAILSAFE_SCHEMA, mergeTag, NOT_RESOLVED, type Schema } from "js-yaml";

/**
 * What plain words mean in YAML as Kubernetes reads it: YAML 1.1's many booleans and octals, but neither base 60 nor
 * dates, which stay strings. Source: sigs.k8s.io/yaml goyaml.v2 resolve.
 */

const trueWords = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const falseWords = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
const nullWords = new Set(["", "~", "null", "Null", "NULL"]);

const digits = [..."0123456789"];

const boolTag = defineScalarTag<boolean>("tag:yaml.org,2002:bool", {
  implicit: true,
  implicitFirstChars: [..."yYnNtTfFoO"],
  resolve: (source) => (trueWords.has(source) ? true : falseWords.has(source) ? false : NOT_RESOLVED),
  identify: () => false,
});

const nullTag = defineScalarTag<null>("tag:yaml.org,2002:null", {
  implicit: true,
  implicitFirstChars: ["", "~", "n", "N"],
  resolve: (source) => (nullWords.has(source) ? null : NOT_RESOLVED),
  identify: () => false,
});

const intTag = defineScalarTag<number>("tag:yaml.org,2002:int", {
  implicit: true,
  implicitFirstChars: ["+", "-", ...digits],
  resolve: (source) => parseYamlInt(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const floatTag = defineScalarTag<number>("tag:yaml.org,2002:float", {
  implicit: true,
  implicitFirstChars: ["+", "-", ".", ...digits],
  resolve: (source, isExplicit) => parseYamlFloat(source) ?? (isExplicit ? parseYamlInt(source) : undefined) ?? NOT_RESOLVED,
  identify: () => false,
});

export const kubernetesSchema: Schema = FAILSAFE_SCHEMA.withTags(nullTag, boolTag, intTag, floatTag, mergeTag);

const intForms: readonly { readonly pattern: RegExp; readonly radix: number; readonly prefixLength: number }[] = [
  { pattern: /^0[xX][0-9a-fA-F]+$/, radix: 16, prefixLength: 2 },
  { pattern: /^0[oO][0-7]+$/, radix: 8, prefixLength: 2 },
  { pattern: /^0[bB][01]+$/, radix: 2, prefixLength: 2 },
  { pattern: /^0[0-7]+$/, radix: 8, prefixLength: 1 },
  { pattern: /^(0|[1-9][0-9]*)$/, radix: 10, prefixLength: 0 },
];

/** `0755` is octal, `1_000` is a thousand. */
function parseYamlInt(source: string): number | undefined {
  const plain = source.replaceAll("_", "");
  const unsigned = /^[+-]/.test(plain) ? plain.slice(1) : plain;
  for (const { pattern, radix, prefixLength } of intForms) {
    if (!pattern.test(unsigned)) continue;
    const value = Number.parseInt(unsigned.slice(prefixLength), radix);
    return plain.startsWith("-") && value !== 0 ? -value : value;
  }
  return undefined;
}

/** Infinity and NaN have no JSON and stay the words they are. */
function parseYamlFloat(source: string): number | undefined {
  const plain = source.replaceAll("_", "");
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain) ? Number(plain) : undefined;
}
