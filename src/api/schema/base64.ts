const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const letter = /[A-Za-z0-9+/]/;

/**
 * Checks base64 text by the rules of Go's StdEncoding and gives it without line breaks. `corruptAt` is the offset that
 * Go would name in its error; `text` is then empty.
 */
export function decodeBase64Text(input: string): { text: string; corruptAt?: number } {
  if (wellFormed.test(input)) return { text: input };
  const text = input.replace(/[\r\n]/g, "");
  if (text !== input && wellFormed.test(text)) return { text };
  return { text: "", corruptAt: corruptOffset(input) };
}

/** Walks the input in groups of four letters as Go's decodeQuantum does. */
function corruptOffset(input: string): number {
  let at = 0;
  for (;;) {
    for (let inGroup = 0; inGroup < 4; inGroup++) {
      while (input[at] === "\r" || input[at] === "\n") at++;
      const found = input[at];
      if (found === undefined) return at - inGroup;
      if (found === "=") return paddingOffset(input, at, inGroup);
      if (!letter.test(found)) return at;
      at++;
    }
  }
}

function paddingOffset(input: string, at: number, inGroup: number): number {
  if (inGroup < 2) return at;
  const rest = input.slice(at + 1);
  if (inGroup === 3) return at + 1;
  const next = rest.search(/[^\r\n]/);
  if (next < 0) return input.length;
  return rest[next] === "=" ? at + next + 2 : at + next + 1;
}
