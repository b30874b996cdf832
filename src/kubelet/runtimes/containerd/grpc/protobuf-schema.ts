import { MessageWriter } from "../../../../api/protobuf/message-writer.ts";
import { readFields, type WireField } from "../../../../api/protobuf/wire.ts";

/** Number, name, type, and `repeated` for lists. */
type FieldFact = readonly (number | string)[];

/** A protobuf package as data: messages with their fields, enums with their values, services with their methods. */
export interface ProtobufFacts {
  readonly package: string;
  readonly messages: Readonly<Record<string, readonly FieldFact[]>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly services: Readonly<Record<string, readonly (readonly string[])[]>>;
}

interface Field {
  readonly number: number;
  /** In camel case, as our objects have it. */
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly shape: "text" | "bytes" | "bool" | "integer" | "enum" | "map" | "message";
  readonly enumValues: Readonly<Record<string, number>>;
}

type Fields = Readonly<Record<string, unknown>>;

const integers = ["int32", "int64", "uint32", "uint64"];
const text = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Messages of one package to and from plain objects: names in camel case, enums as their names, 64-bit integers as
 * numbers. What is absent on the wire has its zero value afterwards; an absent message is undefined.
 */
export class ProtobufSchema {
  readonly #facts: ProtobufFacts;
  readonly #fields = new Map<string, readonly Field[]>();

  constructor(facts: ProtobufFacts) {
    this.#facts = facts;
  }

  encode(message: string, value: Fields): Uint8Array {
    const writer = new MessageWriter();
    for (const field of this.#fieldsOf(message)) this.#write(writer, field, value[field.name]);
    return writer.finish();
  }

  decode(message: string, bytes: Uint8Array): Record<string, unknown> {
    const fields = this.#fieldsOf(message);
    const value: Record<string, unknown> = {};
    for (const field of fields) value[field.name] = zeroOf(field);
    const byNumber = new Map(fields.map((field) => [field.number, field]));
    for (const { number, value: raw } of readFields(bytes)) {
      const field = byNumber.get(number);
      if (field !== undefined) this.#read(value, field, raw);
    }
    return value;
  }

  #write(writer: MessageWriter, field: Field, value: unknown): void {
    if (value === undefined || value === null) return;
    const { number, shape } = field;
    if (shape === "map") {
      for (const [key, entry] of Object.entries(value as Record<string, string>)) writer.message(number, new MessageWriter().string(1, key).string(2, entry).finish());
    } else if (field.repeated) {
      const values = value as readonly unknown[];
      if (shape === "text") writer.strings(number, values as string[]);
      else if (shape === "integer" || shape === "enum") writer.integers(number, values.map((one) => integerOf(field, one)));
      else writer.messages(number, values.map((one) => this.encode(field.type, one as Fields)));
    } else if (shape === "text") writer.string(number, value as string);
    else if (shape === "bytes") writer.message(number, bytesOf(value));
    else if (shape === "bool") writer.bool(number, value as boolean);
    else if (shape === "message") writer.message(number, this.encode(field.type, value as Fields));
    else writer.integer(number, integerOf(field, value));
  }

  #read(target: Record<string, unknown>, field: Field, raw: WireField["value"]): void {
    if (field.shape === "map") {
      const entry = { key: "", value: "" };
      for (const { number, value } of readFields(raw as Uint8Array)) entry[number === 1 ? "key" : "value"] = text.decode(value as Uint8Array);
      (target[field.name] as Record<string, string>)[entry.key] = entry.value;
    } else if (!field.repeated) {
      target[field.name] = this.#value(field, raw);
    } else {
      const list = target[field.name] as unknown[];
      const isPacked = raw instanceof Uint8Array && (field.shape === "integer" || field.shape === "enum");
      if (isPacked) list.push(...unpacked(raw).map((number) => this.#value(field, number)));
      else list.push(this.#value(field, raw));
    }
  }

  #value(field: Field, raw: WireField["value"]): unknown {
    if (raw instanceof Uint8Array) return field.shape === "text" ? text.decode(raw) : field.shape === "bytes" ? raw : this.decode(field.type, raw);
    if (field.shape === "bool") return raw !== 0n;
    if (field.shape === "enum") return Object.entries(field.enumValues).find(([, value]) => BigInt(value) === raw)?.[0] ?? Number(raw);
    return Number(field.type === "uint64" ? BigInt.asUintN(64, raw) : raw);
  }

  #fieldsOf(message: string): readonly Field[] {
    const known = this.#fields.get(message);
    if (known !== undefined) return known;
    const facts = this.#facts.messages[message];
    if (facts === undefined) throw new Error(`package ${this.#facts.package} has no message ${message}`);
    const fields = facts.map(([number, name, type, repeated]) => this.#field(message, Number(number), String(name), String(type), repeated === "repeated"));
    this.#fields.set(message, fields);
    return fields;
  }

  #field(message: string, number: number, name: string, type: string, repeated: boolean): Field {
    // An enum that is declared within its message has the message's name before its own.
    const enumValues = this.#facts.enums[`${message}.${type}`] ?? this.#facts.enums[type];
    const shape =
      type === "string" ? "text" : type === "bytes" ? "bytes" : type === "bool" ? "bool" : integers.includes(type) ? "integer" : type.startsWith("map<") ? "map" : enumValues !== undefined ? "enum" : "message";
    return { number, name: camelCase(name), type, repeated, shape, enumValues: enumValues ?? {} };
  }
}

function zeroOf({ repeated, shape, enumValues }: Field): unknown {
  if (repeated) return [];
  switch (shape) {
    case "text":
      return "";
    case "bytes":
      return new Uint8Array(0);
    case "bool":
      return false;
    case "integer":
      return 0;
    case "enum":
      return Object.entries(enumValues).find(([, value]) => value === 0)?.[0];
    case "map":
      return {};
    case "message":
      return undefined;
  }
}

/** Text stands for its UTF-8. */
function bytesOf(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === "string" ? encoder.encode(value) : (value as Uint8Array);
  return bytes.length === 0 ? undefined : bytes;
}

function integerOf({ shape, enumValues, name }: Field, value: unknown): number {
  if (shape !== "enum") return value as number;
  const number = enumValues[value as string];
  if (number === undefined) throw new Error(`${name} cannot be ${JSON.stringify(value)}`);
  return number;
}

/** The numbers of a packed list: varints one after the other. */
function unpacked(bytes: Uint8Array): bigint[] {
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    numbers.push(BigInt.asIntN(64, value));
    value = 0n;
    shift = 0n;
  }
  return numbers;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
