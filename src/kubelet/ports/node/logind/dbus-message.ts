import { DbusReader, type DbusValue, DbusWriter, splitSignature } from "./dbus-values.ts";

const types = { call: 1, return: 2, error: 3, signal: 4 } as const;
/** Header fields with their codes and types. Source: D-Bus specification, message format. */
const fields = { path: [1, "o"], interface: [2, "s"], member: [3, "s"], errorName: [4, "s"], replySerial: [5, "u"], destination: [6, "s"], sender: [7, "s"], signature: [8, "g"] } as const;
/** Nothing that concerns a shutdown comes near. */
const maximumBytes = 1_048_576;

export interface DbusMessage {
  readonly type: keyof typeof types;
  readonly serial: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
  readonly body: readonly DbusValue[];
}

export function encodeMessage(message: DbusMessage): Buffer {
  const body = new DbusWriter();
  splitSignature(message.signature ?? "").forEach((type, index) => body.write(type, message.body[index] ?? 0));
  const header = new DbusWriter();
  for (const byte of ["l".charCodeAt(0), types[message.type], 0, 1]) header.write("y", byte);
  header.write("u", body.length);
  header.write("u", message.serial);
  const present = Object.entries(fields).flatMap(([name, [code, signature]]) => {
    const value = message[name as keyof typeof fields];
    return value === undefined ? [] : [[code, { signature, value }]];
  });
  header.write("a(yv)", present);
  header.align(8);
  return Buffer.concat([header.finish(), body.finish()]);
}

/** The first message in `bytes` with its length; undefined while it is not all there. Throws for what is no message. */
export function decodeMessage(bytes: Buffer): { readonly message: DbusMessage; readonly length: number } | undefined {
  if (bytes.length < 16) return undefined;
  const littleEndian = bytes[0] === "l".charCodeAt(0);
  if (!littleEndian && bytes[0] !== "B".charCodeAt(0)) throw new Error("a D-Bus message begins with its byte order");
  const start = new DbusReader(bytes, { at: 4, littleEndian });
  const bodyLength = Number(start.read("u"));
  const serial = Number(start.read("u"));
  const bodyAt = Math.ceil((16 + Number(start.read("u"))) / 8) * 8;
  const length = bodyAt + bodyLength;
  if (length > maximumBytes) throw new Error(`a D-Bus message of ${length} bytes is longer than expected`);
  if (bytes.length < length) return undefined;
  const header = new DbusReader(bytes, { at: 12, littleEndian }).read("a(yv)") as [number, { value: DbusValue }][];
  const found = Object.fromEntries(Object.entries(fields).flatMap(([name, [code]]) => header.filter(([each]) => each === code).map(([, { value }]) => [name, value])));
  const body = new DbusReader(bytes.subarray(0, length), { at: bodyAt, littleEndian });
  const type = (Object.entries(types).find(([, code]) => code === bytes[1])?.[0] ?? "signal") as DbusMessage["type"];
  return { message: { ...found, type, serial, body: splitSignature(String(found["signature"] ?? "")).map((each) => body.read(each)) }, length };
}
