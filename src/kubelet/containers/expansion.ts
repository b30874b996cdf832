/**
 * Replaces `$(NAME)` by what `lookup` says. `$$` is a literal `$`, and a name that is not known stays as written.
 * Source: kubernetes third_party/forked/golang/expansion.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  if (!text.includes("$")) return text;
  let result = "";
  let position = 0;
  while (position < text.length) {
    const dollar = text.indexOf("$", position);
    if (dollar < 0 || dollar + 1 >= text.length) return result + text.slice(position);
    result += text.slice(position, dollar);
    const next = text[dollar + 1];
    if (next === "$") {
      result += "$";
      position = dollar + 2;
    } else if (next === "(") {
      const close = text.indexOf(")", dollar + 2);
      if (close < 0) return result + text.slice(dollar);
      const name = text.slice(dollar + 2, close);
      result += lookup(name) ?? `$(${name})`;
      position = close + 1;
    } else {
      result += `$${next}`;
      position = dollar + 2;
    }
  }
  return result;
}
