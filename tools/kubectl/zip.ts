import { closeSync, openSync, readSync, fstatSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeaderBytes = 30;
/** The end record, with the longest comment that may follow it. */
const longestTailBytes = 22 + 65_535;
const deflated = 8;

/** The bytes of one file in a zip archive, read without unpacking the rest. Throws when there is no such file. */
export function readZipEntry(archive: string, name: string): Buffer {
  const file = openSync(archive, "r");
  try {
    const read = (at: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    };
    const size = fstatSync(file).size;
    const tail = read(Math.max(0, size - longestTailBytes), longestTailBytes);
    const end = findEnd(tail, archive);
    const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const { at, packedBytes, method } = findEntry(directory, name, archive);
    const header = read(at, localHeaderBytes);
    const packed = read(at + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28), packedBytes);
    return method === deflated ? inflateRawSync(packed) : packed;
  } finally {
    closeSync(file);
  }
}

function findEnd(tail: Buffer, archive: string): number {
  for (let at = tail.length - 22; at >= 0; at--) if (tail.readUInt32LE(at) === endOfDirectory) return at;
  throw new Error(`cannot read ${archive}: it has no zip directory`);
}

function findEntry(directory: Buffer, name: string, archive: string): { at: number; packedBytes: number; method: number } {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === directoryEntry; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    if (directory.toString("utf8", at + 46, at + 46 + nameBytes) === name) {
      return { at: directory.readUInt32LE(at + 42), packedBytes: directory.readUInt32LE(at + 20), method: directory.readUInt16LE(at + 10) };
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`cannot read ${name} from ${archive}: the archive does not hold it`);
}
