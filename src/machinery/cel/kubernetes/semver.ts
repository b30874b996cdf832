import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Extension, int } from "../run/values.ts";
import { parseType } from "../types.ts";

const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** A semantic version; what is built from is no part of its order. Source: apiserver pkg/cel/library/semverlib.go. */
export class Semver extends Extension {
  readonly type = parseType("kubernetes.Semver");
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly preRelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], preRelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.preRelease = preRelease;
  }

  static parse(text: string): Semver | undefined {
    const [, major, minor, patch, preRelease] = version.exec(text) ?? [];
    if (major === undefined || minor === undefined || patch === undefined) return undefined;
    return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], preRelease === undefined ? [] : preRelease.split("."));
  }

  isEqual(other: unknown): boolean {
    return other instanceof Semver && this.compareTo(other) === 0;
  }

  override compareTo(other: Semver): number {
    for (const [index, number] of this.numbers.entries()) {
      const against = other.numbers[index] as bigint;
      if (number !== against) return number < against ? -1 : 1;
    }
    if (this.preRelease.length === 0 || other.preRelease.length === 0) return Math.sign(other.preRelease.length - this.preRelease.length);
    for (const [index, part] of this.preRelease.entries()) {
      const against = other.preRelease[index];
      if (against === undefined) return 1;
      if (part !== against) return comparePart(part, against);
    }
    return this.preRelease.length < other.preRelease.length ? -1 : 0;
  }
}

/** Numbers come before words. */
function comparePart(a: string, b: string): number {
  const [x, y] = [a, b].map((part) => (/^\d+$/.test(part) ? BigInt(part) : undefined));
  if (x !== undefined && y !== undefined) return x < y ? -1 : 1;
  if (x !== undefined || y !== undefined) return x === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}

/** `v1.02` becomes `1.2.0`. */
function normalize(text: string): string {
  const [major = "", minor, ...rest] = text.replace(/^v/, "").split(".");
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(rest.length === 0 ? [] : [rest.join(".")])].map((part) => part.replace(/^0+(?=\d)/, ""));
  if (parts.length === 3) return parts.join(".");
  if (/[-+]/.test(parts.join(""))) return text;
  return [...parts, "0", "0"].slice(0, 3).join(".");
}

function semverOf(text: string, tolerant = false): Semver {
  const parsed = Semver.parse(tolerant ? normalize(text) : text);
  if (parsed === undefined) throw new Failure("No Major.Minor.Patch elements found");
  return parsed;
}

const isSemver = (text: string, tolerant = false): boolean => Semver.parse(tolerant ? normalize(text) : text) !== undefined;

export const semverFunctions = (): readonly FunctionDeclaration[] => [
  global("semver", "string_to_semver", "string -> kubernetes.Semver", semverOf),
  global("semver", "string_bool_to_semver", "string bool -> kubernetes.Semver", semverOf),
  global("isSemver", "is_semver_string", "string -> bool", isSemver),
  global("isSemver", "is_semver_string_bool", "string bool -> bool", isSemver),
  member("isGreaterThan", "semver_is_greater_than", "kubernetes.Semver kubernetes.Semver -> bool", (a: Semver, b: Semver) => a.compareTo(b) > 0),
  member("isLessThan", "semver_is_less_than", "kubernetes.Semver kubernetes.Semver -> bool", (a: Semver, b: Semver) => a.compareTo(b) < 0),
  member("compareTo", "semver_compare_to", "kubernetes.Semver kubernetes.Semver -> int", (a: Semver, b: Semver) => a.compareTo(b)),
  ...["major", "minor", "patch"].map((name, index) => member(name, `semver_${name}`, "kubernetes.Semver -> int", ({ numbers }: Semver) => int(numbers[index] as bigint))),
];
