import { isDns1035Label, isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from "../../validation/names.ts";
import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Timestamp } from "../run/time.ts";
import { Extension, Optional } from "../run/values.ts";
import { parseType } from "../types.ts";
import { isRequestUri } from "./urls.ts";

type Validate = (text: string) => readonly string[];

/** Source: apiserver pkg/cel/library/format.go. */
class Format extends Extension {
  readonly type = parseType("kubernetes.NamedFormat");
  readonly name: string;
  readonly validate: Validate;
  /** Of the pattern that upstream reckons with. */
  override readonly size: number;

  constructor(name: string, validate: Validate, size: number) {
    super();
    this.name = name;
    this.validate = validate;
    this.size = size;
  }

  isEqual(other: unknown): boolean {
    return other instanceof Format && other.name === this.name;
  }
}

/** The dash that a generated name is cut at may end a prefix. Source: apimachinery api/validation maskTrailingDash. */
const asPrefix = (validate: Validate): Validate => (text) => validate(text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text);
const unless = (holds: (text: string) => boolean, complaint: string): Validate => (text) => (holds(text) ? [] : [complaint]);

function isTime(text: string): boolean {
  try {
    Timestamp.parse(text);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const validators: Readonly<Record<string, Validate>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: asPrefix(isDns1123Label),
  dns1123SubdomainPrefix: asPrefix(isDns1123Subdomain),
  dns1035LabelPrefix: asPrefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: (text) => (isRequestUri(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: unless((text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text), "does not match the UUID format"),
  byte: unless((text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), "invalid base64"),
  date: unless((text) => isTime(`${text}T00:00:00Z`), "invalid date"),
  datetime: unless((text) => isTime(text.replace("t", "T").replace("z", "Z")), "invalid datetime"),
};

const patternSizes: Readonly<Record<string, number>> = {
  dns1123Label: 30, dns1035Label: 30, dns1123LabelPrefix: 30, dns1035LabelPrefix: 30, labelValue: 40, dns1123Subdomain: 60, dns1123SubdomainPrefix: 60, qualifiedName: 60, uri: 1103, uuid: 70, byte: 84, date: 71, datetime: 71,
};

const formats: ReadonlyMap<string, Format> = new Map(Object.entries(validators).map(([name, validate]) => [name, new Format(name, validate, patternSizes[name] as number)]));

function problemsOf(format: Format, text: string): Optional {
  const problems = format.validate(text);
  return problems.length === 0 ? Optional.none : new Optional(problems);
}

export const formatFunctions = (): readonly FunctionDeclaration[] => [
  member("validate", "format-validate", "kubernetes.NamedFormat string -> optional(list(string))", problemsOf),
  global("format.named", "format-named", "string -> optional(kubernetes.NamedFormat)", (name: string) => (formats.has(name) ? new Optional(formats.get(name)) : Optional.none)),
  ...[...formats].map(([name, format]) => global(`format.${name}`, `format.${name}`, "-> kubernetes.NamedFormat", () => format)),
];
