import { formatRequirement, type Labels, newRequirement, type Requirement, requirementMatches, SelectorError, type SelectorOperator } from "./requirement.ts";
import { parseRequirements } from "./parse-label-selector.ts";
import { quote } from "../text/quote.ts";

/** The object form, as in `spec.selector`. Source: meta/v1 LabelSelector. */
export interface LabelSelectorObject {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** A question to a set of labels. Immutable. */
export interface LabelSelector {
  /** Missing labels count as an empty set. */
  matches(labels: Labels | undefined): boolean;
  /** True when every set of labels matches. */
  readonly isEverything: boolean;
  /** True when no set of labels matches, as with an absent LabelSelector object. */
  readonly isNothing: boolean;
  /** In order of keys, all of which must hold. */
  readonly requirements: readonly Requirement[];
  /** The value that the label must have, where the selector asks for exactly one. */
  exactValue(key: string): string | undefined;
  /** The canonical text; "" for everything and for nothing. */
  toString(): string;
}

class RequirementSelector implements LabelSelector {
  readonly requirements: readonly Requirement[];
  readonly isNothing = false;

  constructor(requirements: readonly Requirement[]) {
    this.requirements = requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  get isEverything(): boolean {
    return this.requirements.length === 0;
  }

  matches(labels: Labels | undefined): boolean {
    for (const requirement of this.requirements) if (!requirementMatches(requirement, labels)) return false;
    return true;
  }

  exactValue(key: string): string | undefined {
    const requirement = this.requirements.find((each) => each.key === key);
    if (requirement === undefined || requirement.values.length !== 1) return undefined;
    return ["=", "==", "in"].includes(requirement.operator) ? requirement.values[0] : undefined;
  }

  toString(): string {
    return this.requirements.map(formatRequirement).join(",");
  }
}

/** Matches whatever there is. */
export const everything: LabelSelector = new RequirementSelector([]);

/** Matches never. */
export const nothing: LabelSelector = {
  matches: () => false,
  isEverything: false,
  isNothing: true,
  requirements: [],
  exactValue: () => undefined,
  toString: () => "",
};

/** The selector that `text` writes, e.g. `app=web,tier in (a,b),!old`. Throws SelectorError in upstream's words. */
export function parseLabelSelector(text: string): LabelSelector {
  return new RequirementSelector(parseRequirements(text));
}

/** A selector for exactly these labels; an empty set asks for nothing in particular. */
export function selectorFromLabels(labels: Labels | undefined): LabelSelector {
  return new RequirementSelector(Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: "=", values: [value] })));
}

const operators: Readonly<Record<string, SelectorOperator>> = { In: "in", NotIn: "notin", Exists: "exists", DoesNotExist: "!" };

/**
 * The selector that a LabelSelector object means: absent matches nothing, empty matches everything. Throws
 * SelectorError. Source: meta/v1 LabelSelectorAsSelector.
 */
export function selectorFromLabelSelector(object: LabelSelectorObject | undefined | null): LabelSelector {
  if (object === undefined || object === null) return nothing;
  const requirements = Object.entries(object.matchLabels ?? {}).map(([key, value]) => newRequirement(key, "=", [value]));
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (known === undefined) throw new SelectorError(`${quote(operator)} is not a valid label selector operator`);
    requirements.push(newRequirement(key, known, values ?? []));
  }
  return new RequirementSelector(requirements);
}

/** The object as tables print it: its text, `<none>` for everything, `<error>` for what cannot be read. Source: meta/v1 FormatLabelSelector. */
export function formatLabelSelector(object: LabelSelectorObject | undefined | null): string {
  try {
    return selectorFromLabelSelector(object).toString() || "<none>";
  } catch {
    return "<error>";
  }
}
