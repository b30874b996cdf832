/** What crun says of a refused container, with its commonest refusal in runc's words, which people search for. */
export function runtimeWords(message: string): string {
  const text = message.trim();
  const missing = /executable file [`'"]([^`'"]*)[`'"] not found/.exec(text);
  if (missing !== null) return `exec: "${missing[1]}": ${missing[1]?.includes("/") === true ? "stat " + missing[1] + ": no such file or directory" : "executable file not found in $PATH"}: unknown`;
  return text;
}
