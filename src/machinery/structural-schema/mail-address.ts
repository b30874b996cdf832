import { isIp } from "../validation/ip-family.ts";

const letter = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x80-\\uffff-]";
const atom = `${letter}+`;
const dotAtom = `${atom}(?:\\.${atom})*`;
const quoted = '"(?:[^"\\\\\\0-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\t\\x20-\\x7e])*"';
const literal = "\\[([0-9a-fA-F:.]+)\\]";
const address = `(?:${dotAtom}|${quoted})@[ \\t]*(?:${dotAtom}|${literal})`;
const words = `(?:${letter}|${quoted}|[. \\t])*`;
const bare = new RegExp(`^[ \\t]*${address}[ \\t]*$`);
const named = new RegExp(`^[ \\t]*${words}<[ \\t]*${address}>[ \\t]*$`);

/** `a@b.c` or `Ann Other <a@b.c>`. Source: Go net/mail ParseAddress, RFC 5322 without comments and groups. */
export function isMailAddress(text: string): boolean {
  if (text.length > longest) return false;
  const found = bare.exec(text) ?? named.exec(text);
  return found !== null && (found[1] === undefined || isIp(found[1]));
}

/** Longer than any address that can be reached (RFC 5321), with room for a name; what is longer is not looked through. */
const longest = 1000;
