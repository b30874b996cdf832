/** What a type is, apart from its name and parameters. */
export type Kind =
  | "any" | "bool" | "bytes" | "double" | "duration" | "dyn" | "error" | "int" | "list" | "map" | "null" | "opaque" | "param" | "string" | "struct" | "timestamp" | "type" | "uint";

/**
 * A type of CEL. `dyn` is checked when it runs, `any` likewise but is never iterated over; `error` stands for what was
 * reported already, so that nothing is reported twice; `param` is a variable that unification fills in.
 */
export interface Type {
  readonly kind: Kind;
  /** As upstream writes it out in full, such as `google.protobuf.Timestamp`. */
  readonly name: string;
  readonly parameters: readonly Type[];
}

const simple = (kind: Kind, name: string = kind): Type => ({ kind, name, parameters: [] });

export const anyType: Type = simple("any", "google.protobuf.Any");
export const boolType: Type = simple("bool");
export const bytesType: Type = simple("bytes");
export const doubleType: Type = simple("double");
export const durationType: Type = simple("duration", "google.protobuf.Duration");
export const dynType: Type = simple("dyn");
export const errorType: Type = simple("error", "!error!");
export const intType: Type = simple("int");
export const nullType: Type = simple("null", "null_type");
export const stringType: Type = simple("string");
export const timestampType: Type = simple("timestamp", "google.protobuf.Timestamp");
export const typeType: Type = simple("type");
export const uintType: Type = simple("uint");

export function listOf(element: Type): Type {
  return { kind: "list", name: "list", parameters: [element] };
}

export function mapOf(key: Type, value: Type): Type {
  return { kind: "map", name: "map", parameters: [key, value] };
}

export function typeOf(type: Type): Type {
  return { kind: "type", name: "type", parameters: [type] };
}

export function structType(name: string): Type {
  return simple("struct", name);
}

export function opaqueType(name: string, ...parameters: readonly Type[]): Type {
  return { kind: "opaque", name, parameters };
}

function typeParameter(name: string): Type {
  return simple("param", name);
}

export function optionalOf(type: Type): Type {
  return opaqueType("optional_type", type);
}

/** The type of what an optional holds; undefined where the type is no optional. */
export function unwrapOptional(type: Type): Type | undefined {
  return type.kind === "opaque" && type.name === "optional_type" ? type.parameters[0] : undefined;
}

export function isDyn(type: Type): boolean {
  return type.kind === "dyn" || type.kind === "any";
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  return a.kind === b.kind && a.name === b.name && a.parameters.length === b.parameters.length && a.parameters.every((parameter, index) => sameType(parameter, b.parameters[index] as Type));
}

const shortNames: Partial<Record<Kind, string>> = { any: "any", duration: "duration", null: "null", timestamp: "timestamp" };

/** As the checker's messages name it: `list(timestamp)`. Source: cel-go checker FormatCELType. */
export function formatType(type: Type): string {
  const short = shortNames[type.kind];
  if (short !== undefined) return short;
  return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(formatType).join(", ")})`;
}

/** With full names: `list(google.protobuf.Timestamp)`. Source: cel-go common/types Type.String. */
export function fullTypeName(type: Type): string {
  return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(fullTypeName).join(", ")})`;
}

const byName: ReadonlyMap<string, Type> = new Map(
  Object.entries({ any: anyType, bool: boolType, bytes: bytesType, double: doubleType, duration: durationType, dyn: dynType, int: intType, null: nullType, string: stringType, timestamp: timestampType, uint: uintType }),
);
/** Opaque types are not told from objects by their name. Source: apiserver pkg/cel IPType, CIDRType. */
const opaqueNames: ReadonlySet<string> = new Set(["net.IP", "net.CIDR"]);

/** Reads the notation of declarations: `int`, `list(T)`, `map(string,dyn)`, `type(T)`, `optional(T)`, `kubernetes.URL`; one capital letter is a parameter. */
export function parseType(text: string): Type {
  const known = byName.get(text);
  if (known !== undefined) return known;
  if (/^[A-Z]$/.test(text)) return typeParameter(text);
  const open = text.indexOf("(");
  if (open < 0) return opaqueNames.has(text) ? opaqueType(text) : structType(text);
  const parameters = splitParameters(text.slice(open + 1, -1)).map(parseType) as [Type, Type];
  switch (text.slice(0, open)) {
    case "list":
      return listOf(parameters[0]);
    case "map":
      return mapOf(...parameters);
    case "type":
      return typeOf(parameters[0]);
    case "optional":
      return optionalOf(parameters[0]);
    default:
      throw new Error(`a declaration names the unknown type ${text}`);
  }
}

function splitParameters(text: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "," && depth === 0) {
      parts.push("");
      continue;
    }
    if (char === "(") depth++;
    if (char === ")") depth--;
    parts[parts.length - 1] += char;
  }
  return parts;
}
