import { ByteSource } from "./byte-source.ts";

export type TarEntryType = "file" | "hardlink" | "symlink" | "character" | "block" | "directory" | "fifo";

export interface TarEntry {
  readonly type: TarEntryType;
  readonly path: string;
  readonly linkPath: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Seconds since the epoch, with fractions. */
  readonly mtime: number;
  /** Extended attributes by name. */
  readonly xattrs: ReadonlyMap<string, Buffer>;
  /** The file's content. Read it before going to the next entry, or it is skipped. */
  content(): AsyncGenerator<Uint8Array>;
}

const BLOCK = 512;
/** Longest extended header that is read into memory. */
const MAX_EXTENDED_HEADER = 1024 * 1024;
const TYPES: Readonly<Record<string, TarEntryType>> = {
  "0": "file", "\0": "file", "7": "file", "1": "hardlink", "2": "symlink", "3": "character", "4": "block", "5": "directory", "6": "fifo",
};

/** Reads a tar stream: ustar, pax and GNU's long names, entry by entry, without holding a file in memory. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = new ByteSource(chunks);
  let pax = new Map<string, Buffer>();
  for (;;) {
    const block = await source.read(BLOCK);
    if (block === undefined || block.every((byte) => byte === 0)) break;
    const header = parseHeader(Buffer.from(block));
    if (header.flag === "x" || header.flag === "g" || header.flag === "L" || header.flag === "K") {
      const body = await readBody(source, header.sizeBytes);
      if (header.flag === "x") for (const [key, value] of parsePax(body)) pax.set(key, value);
      if (header.flag === "L") pax.set("path", trimZero(body));
      if (header.flag === "K") pax.set("linkpath", trimZero(body));
      continue;
    }
    const fields = { ...header, ...overrides(pax) };
    const type = TYPES[header.flag];
    const sizeBytes = type === "file" ? fields.sizeBytes : header.flag === "1" ? 0 : fields.sizeBytes;
    const body = new Body(source, sizeBytes);
    // Old archives mark a folder by its trailing slash only.
    if (type !== undefined) yield { ...fields, sizeBytes, type: type === "file" && fields.path.endsWith("/") ? "directory" : type, xattrs: xattrsOf(pax), content: () => body.chunks() };
    await body.skip();
    pax = new Map();
  }
  await source.drain();
}

/** The content of one entry and the padding after it. */
class Body {
  readonly #source: ByteSource;
  readonly #padding: number;
  #left: number;

  constructor(source: ByteSource, sizeBytes: number) {
    this.#source = source;
    this.#left = sizeBytes;
    this.#padding = (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const chunk = await this.#source.some(this.#left);
      this.#left -= chunk.length;
      yield chunk;
    }
  }

  async skip(): Promise<void> {
    for await (const _ of this.chunks());
    if (this.#padding > 0) await this.#source.read(this.#padding);
  }
}

async function readBody(source: ByteSource, sizeBytes: number): Promise<Buffer> {
  if (sizeBytes > MAX_EXTENDED_HEADER) throw new Error(`an extended tar header has ${sizeBytes} bytes; at most ${MAX_EXTENDED_HEADER} are read`);
  const padded = await source.read(Math.ceil(sizeBytes / BLOCK) * BLOCK);
  return Buffer.from(padded ?? []).subarray(0, sizeBytes);
}

function parseHeader(block: Buffer) {
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== number(block, 148, 8)) throw new Error("not a tar archive: the checksum of a header is wrong");
  const prefix = block.toString("latin1", 257, 262) === "ustar" && block[262] === 0 ? text(block, 345, 155) : "";
  const name = text(block, 0, 100);
  return {
    path: prefix === "" ? name : `${prefix}/${name}`, mode: number(block, 100, 8) & 0o7777, uid: number(block, 108, 8), gid: number(block, 116, 8),
    sizeBytes: number(block, 124, 12), mtime: number(block, 136, 12), flag: String.fromCharCode(block[156] ?? 0), linkPath: text(block, 157, 100),
  };
}

function overrides(pax: ReadonlyMap<string, Buffer>) {
  const result: { path?: string; linkPath?: string; sizeBytes?: number; uid?: number; gid?: number; mtime?: number } = {};
  if (pax.has("path")) result.path = pax.get("path")?.toString("utf8");
  if (pax.has("linkpath")) result.linkPath = pax.get("linkpath")?.toString("utf8");
  if (pax.has("size")) result.sizeBytes = Number(pax.get("size"));
  if (pax.has("uid")) result.uid = Number(pax.get("uid"));
  if (pax.has("gid")) result.gid = Number(pax.get("gid"));
  if (pax.has("mtime")) result.mtime = Number(pax.get("mtime"));
  return result;
}

/** Records of the form `LENGTH KEY=VALUE\n`, where the length counts itself. */
function parsePax(body: Buffer): [string, Buffer][] {
  const records: [string, Buffer][] = [];
  for (let offset = 0; offset < body.length; ) {
    const space = body.indexOf(0x20, offset);
    const length = Number(body.toString("latin1", offset, space));
    const equals = body.indexOf(0x3d, space);
    if (!(length > 0) || space < 0 || equals < 0) throw new Error("not a tar archive: an extended header cannot be read");
    records.push([body.toString("utf8", space + 1, equals), Buffer.from(body.subarray(equals + 1, offset + length - 1))]);
    offset += length;
  }
  return records;
}

function xattrsOf(pax: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const PREFIX = "SCHILY.xattr.";
  return new Map([...pax].filter(([key]) => key.startsWith(PREFIX)).map(([key, value]) => [key.slice(PREFIX.length), value]));
}

function number(block: Buffer, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  if (first & 0x80) return block.subarray(offset + 1, offset + length).reduce((sum, byte) => sum * 256 + byte, first & 0x7f); // GNU's base 256
  return Number.parseInt(text(block, offset, length).trim() || "0", 8);
}

function text(block: Buffer, offset: number, length: number): string {
  return trimZero(block.subarray(offset, offset + length)).toString("utf8");
}

function trimZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}
