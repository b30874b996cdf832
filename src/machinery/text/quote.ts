const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** Anything that Go would not print as it is: controls, separators other than the space, lone surrogates, unassigned. */
const special = /["\\]|[^\P{C}]|[^\P{Z} ]/gu;

/** A string in double quotes as Go's `%q` writes it. Upstream's messages are full of it. */
export function quote(text: string): string {
  return `"${text.replace(special, escaped)}"`;
}

function escaped(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** JSON as Go's encoder writes it: `<`, `>` and `&` escaped. For values inside messages. `indent`: blanks a level, each field on its own line. */
export function goJson(value: unknown, indent = 0): string {
  return (JSON.stringify(value, undefined, indent) ?? "null").replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
