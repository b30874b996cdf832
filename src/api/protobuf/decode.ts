import facts from "../facts/protobuf.json" with { type: "json" };
import schemas from "../facts/schemas.json" with { type: "json" };
import type { FieldSchema } from "../facts/definition.ts";
import { formatMicroTime, formatTime } from "../../machinery/time/time.ts";
import { ProtobufError, readFields, type WireField } from "./wire.ts";

/** Number, name, type, and `repeated` for lists. */
type FieldFact = readonly (number | string)[];
type Messages = Readonly<Record<string, readonly FieldFact[]>>;

interface MessageType {
  readonly package: string;
  readonly name: string;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
}

const packages = facts as Readonly<Record<string, Messages>>;
const definitions = schemas as Readonly<Record<string, FieldSchema>>;
const text = new TextDecoder();
const fieldTables = new Map<string, ReadonlyMap<number, Field>>();

/** `k8s` and a zero byte: what every message begins with. */
const magic = [0x6b, 0x38, 0x73, 0x00];
const runtimePackage = "k8s.io.apimachinery.pkg.runtime";

/**
 * The object in a protobuf body, as plain JSON. Throws ProtobufError for bytes that are none, and for kinds whose
 * messages are not known.
 */
export function decodeProtobuf(bytes: Uint8Array): Record<string, unknown> {
  if (magic.some((byte, index) => bytes[index] !== byte)) throw new ProtobufError("the body does not begin with the Kubernetes protobuf prefix");
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array(0);
  for (const { number, value } of readFields(bytes.subarray(magic.length))) {
    if (number === 1 && value instanceof Uint8Array) ({ apiVersion = "", kind = "" } = decodeMessage({ package: runtimePackage, name: "TypeMeta" }, value) as { apiVersion?: string; kind?: string });
    else if (number === 2 && value instanceof Uint8Array) raw = value;
  }
  return { kind, apiVersion, ...(decodeMessage(messageOf(apiVersion, kind), raw) as object) };
}

/** The message of a kind: `batch/v1` is the package `k8s.io.api.batch.v1`; the options of requests live in meta. */
function messageOf(apiVersion: string, kind: string): MessageType {
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const short = group === "" ? "core" : group.split(".")[0];
  const candidates = [`k8s.io.api.${short}.${version}`, `k8s.io.api.${group.split(".").slice(0, -2).join("")}.${version}`, "k8s.io.kube_aggregator.pkg.apis.apiregistration.v1", "k8s.io.apimachinery.pkg.apis.meta.v1"];
  const found = candidates.find((name) => packages[name]?.[kind] !== undefined);
  if (found === undefined) throw new ProtobufError(`no protobuf message is known for ${kind} in version ${apiVersion}`);
  return { package: found, name: kind };
}

function decodeMessage(type: MessageType, bytes: Uint8Array): unknown {
  const special = specialForms[type.name]?.(type, bytes);
  if (special !== undefined) return special.value;
  const fields = fieldsOf(type);
  const properties = definitions[definitionName(type)]?.properties;
  const message: Record<string, unknown> = {};
  for (const { number, value } of readFields(bytes)) {
    const field = fields.get(number);
    if (field === undefined) continue;
    const decoded = decodeValue(type, field, value);
    // Go embeds some structs; JSON has their fields in place of them.
    if (properties !== undefined && !(field.name in properties) && isPlainObject(decoded)) Object.assign(message, decoded);
    else put(message, field, decoded);
  }
  return message;
}

function put(message: Record<string, unknown>, { name, type, repeated }: Field, decoded: unknown): void {
  if (decoded === undefined) return;
  const known = message[name];
  if (repeated) message[name] = [...((known as unknown[] | undefined) ?? []), decoded];
  else if (type.startsWith("map<")) message[name] = { ...(known as object | undefined), ...(decoded as object) };
  else message[name] = decoded;
}

function decodeValue(owner: MessageType, { type }: Field, value: WireField["value"]): unknown {
  if (type.startsWith("map<")) return decodeMapEntry(owner, type, value);
  if (!(value instanceof Uint8Array)) return decodeNumber(type, value);
  if (type === "string") return text.decode(value);
  if (type === "bytes") return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(""));
  return decodeMessage(resolve(owner, type), value);
}

function decodeNumber(type: string, value: bigint): unknown {
  if (type === "bool") return value !== 0n;
  if (type === "double") return new DataView(BigUint64Array.of(BigInt.asUintN(64, value)).buffer).getFloat64(0, true);
  return Number(type === "int32" ? BigInt.asIntN(32, value) : value);
}

/** Maps travel as a list of key and value. */
function decodeMapEntry(owner: MessageType, type: string, entry: WireField["value"]): Record<string, unknown> {
  const valueType = type.slice(type.indexOf(",") + 1, -1);
  let key = "";
  let value: unknown = valueType === "string" || valueType === "bytes" ? "" : {};
  for (const field of readFields(entry as Uint8Array)) {
    if (field.number === 1) key = text.decode(field.value as Uint8Array);
    else if (field.number === 2) value = decodeValue(owner, { name: "", type: valueType, repeated: false }, field.value);
  }
  return { [key]: value };
}

function resolve(owner: MessageType, type: string): MessageType {
  if (!type.startsWith(".")) return { package: owner.package, name: type };
  const dot = type.lastIndexOf(".");
  return { package: type.slice(1, dot), name: type.slice(dot + 1) };
}

function fieldsOf(type: MessageType): ReadonlyMap<number, Field> {
  const key = `${type.package}.${type.name}`;
  let table = fieldTables.get(key);
  if (table === undefined) {
    const facts = packages[type.package]?.[type.name];
    if (facts === undefined) throw new ProtobufError(`no protobuf message ${key} is known`);
    const properties = Object.keys(definitions[definitionName(type)]?.properties ?? {});
    table = new Map(facts.map(([number, name, fieldType, repeated]) => [number as number, { name: jsonName(name as string, properties), type: fieldType as string, repeated: repeated === "repeated" }]));
    fieldTables.set(key, table);
  }
  return table;
}

/** A few fields are written otherwise in JSON, in capitals alone: `uID` is `uid`, `Webhooks` is `webhooks`. */
function jsonName(name: string, properties: readonly string[]): string {
  if (properties.includes(name)) return name;
  return properties.find((property) => property.toLowerCase() === name.toLowerCase()) ?? name;
}

function definitionName(type: MessageType): string {
  return `io.${type.package.replace("kube_aggregator", "kube-aggregator")}.${type.name}`.replace("io.k8s.io.", "io.k8s.");
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Types whose JSON is not an object with the message's fields. */
const specialForms: Readonly<Record<string, (type: MessageType, bytes: Uint8Array) => { readonly value: unknown } | undefined>> = {
  Time: (_, bytes) => ({ value: timeOf(bytes, formatTime) }),
  MicroTime: (_, bytes) => ({ value: timeOf(bytes, formatMicroTime) }),
  Quantity: (_, bytes) => ({ value: textField(bytes, 1) ?? "0" }),
  IntOrString: (_, bytes) => {
    const fields = new Map([...readFields(bytes)].map(({ number, value }) => [number, value]));
    const isString = fields.get(1) === 1n;
    return { value: isString ? (textField(bytes, 3) ?? "") : Number(BigInt.asIntN(32, (fields.get(2) as bigint | undefined) ?? 0n)) };
  },
  RawExtension: (_, bytes) => ({ value: JSON.parse(textField(bytes, 1) ?? "null") }),
  FieldsV1: (_, bytes) => ({ value: JSON.parse(textField(bytes, 1) ?? "{}") }),
  ExtraValue: (_, bytes) => ({ value: [...readFields(bytes)].map(({ value }) => text.decode(value as Uint8Array)) }),
};

function textField(bytes: Uint8Array, wanted: number): string | undefined {
  for (const { number, value } of readFields(bytes)) if (number === wanted && value instanceof Uint8Array) return text.decode(value);
  return undefined;
}

/** A time without seconds is Go's zero time, which JSON leaves out. */
function timeOf(bytes: Uint8Array, format: (ms: number) => string): string | undefined {
  let seconds: bigint | undefined;
  let nanos = 0n;
  for (const { number, value } of readFields(bytes)) {
    if (number === 1) seconds = value as bigint;
    else if (number === 2) nanos = value as bigint;
  }
  return seconds === undefined ? undefined : format(Number(seconds) * 1000 + Number(nanos) / 1e6);
}
