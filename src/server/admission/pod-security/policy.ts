import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";

/** From the least strict to the strictest. */
const levels = ["privileged", "baseline", "restricted"] as const;
export type Level = (typeof levels)[number];

/** A level of the standards in one of their versions. */
export interface LevelVersion {
  readonly level: Level;
  readonly version: string;
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
  /** What is wrong with the labels. */
  readonly errors: readonly FieldError[];
}

type Labels = Readonly<Record<string, string>>;

const labelPrefix = "pod-security.kubernetes.io/";

/**
 * What a namespace's labels ask for. A level that does not exist is enforced as the strictest, since a typing error must not open
 * the door, and warns of nothing. What is refused is also warned of, where no level to warn of is named.
 * Source: k8s.io/pod-security-admission api.PolicyToEvaluate.
 */
export function policyOf(labels: Labels = {}): Policy {
  const [enforce, audit, warn] = [asked(labels, "enforce"), asked(labels, "audit"), asked(labels, "warn")];
  const refused: LevelVersion = { level: enforce.level ?? (`${labelPrefix}enforce` in labels ? "restricted" : "privileged"), version: enforce.version ?? "latest" };
  const warnsAsRefused = !(`${labelPrefix}warn` in labels) && enforce.level !== undefined && enforce.level !== "privileged";
  const warned: LevelVersion = warnsAsRefused
    ? { level: refused.level, version: `${labelPrefix}warn-version` in labels ? (warn.version ?? "latest") : refused.version }
    : { level: warn.level ?? "privileged", version: warn.version ?? "latest" };
  return { enforce: refused, warn: warned, errors: [...enforce.errors, ...audit.errors, ...warn.errors] };
}

/** The level and version that the labels of a mode name; undefined where there is no label and where it cannot be read. */
function asked(labels: Labels, mode: string): { readonly level: Level | undefined; readonly version: string | undefined; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const [levelLabel, versionLabel] = [`${labelPrefix}${mode}`, `${labelPrefix}${mode}-version`];
  const [name, version] = [labels[levelLabel], labels[versionLabel]];
  const level = levels.find((one) => one === name);
  const isVersion = version === undefined || version === "latest" || /^v1\.(0|[1-9][0-9]*)$/.test(version);
  if (name !== undefined && level === undefined) errors.push(invalidValue(`metadata.labels[${levelLabel}]`, name, `must be one of ${levels.join(", ")}`));
  if (!isVersion) errors.push(invalidValue(`metadata.labels[${versionLabel}]`, version, `must be "latest" or "v1.x"`));
  return { level, version: isVersion ? version : undefined, errors };
}

/** True when `wanted` may refuse what `before` let through. */
export function isStricter(wanted: LevelVersion, before: LevelVersion): boolean {
  if (wanted.level === "privileged") return false;
  return wanted.version === before.version ? levels.indexOf(wanted.level) > levels.indexOf(before.level) : true;
}
