/** What crun says of a refused container, with its commonest refusals in runc's words, which people search for. `program` is what was to run. */
export function runtimeWords(message: string, program = ""): string {
  const text = message.trim();
  const missing = /executable file [`'"]([^`'"]*)[`'"] not found/.exec(text);
  if (missing !== null) return `exec: "${missing[1]}": ${missing[1]?.includes("/") === true ? "stat " + missing[1] + ": no such file or directory" : "executable file not found in $PATH"}: unknown`;
  if (/^open executable: permission denied/i.test(text)) return `exec: "${program}": permission denied: unknown`;
  const folder = /^chdir [`'"]?([^`'":]*)[`'"]?: (.*)$/.exec(text);
  if (folder !== null) return `chdir to cwd ("${folder[1]}") set in config.json failed: ${folder[2]?.toLowerCase()}: unknown`;
  return text;
}
