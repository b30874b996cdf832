import koffi from "koffi";

/** A system call that the kernel refused. `code` is the errno name, as in Node's own errors. */
export class SystemCallError extends Error {
  override readonly name = "SystemCallError";
  readonly code: string;
  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** Some numbers have two names (EAGAIN and EWOULDBLOCK): the one that comes first in the alphabet is used, as Node does. */
const errnoNames = new Map(Object.entries(koffi.os.errno).sort(([a], [b]) => (a < b ? 1 : -1)).map(([name, value]) => [value, name]));

/** The C library that Node itself runs on, glibc or musl. */
const library = koffi.load(null);

/**
 * A C function that answers a negative number on failure, as one that throws SystemCallError instead. `describe`
 * is asked for the call's text only then.
 */
export function systemCall<Args extends readonly unknown[]>(prototype: string): (...args: Args) => number {
  const native = library.func(prototype);
  const name = /(\w+)\s*\(/.exec(prototype)?.[1] ?? prototype;
  return (...args) => {
    const result: number = native(...args);
    if (result < 0) {
      const errno = koffi.errno();
      const shown = args.filter((arg) => typeof arg === "string" || typeof arg === "number").join(", ");
      throw new SystemCallError(`${name}(${shown})`, errnoNames.get(errno) ?? `errno ${errno}`);
    }
    return result;
  };
}
