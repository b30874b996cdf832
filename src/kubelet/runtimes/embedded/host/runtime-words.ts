/**
 * What crun says of a refused container: its commonest refusals in runc's words, which people search for, and one that says
 * nothing with what it means. `program` is what was to run.
 */
export function runtimeWords(message: string, program = ""): string {
  const text = message.trim();
  const missing = /executable file [`'"]([^`'"]*)[`'"] not found/.exec(text);
  if (missing !== null) return `exec: "${missing[1]}": ${missing[1]?.includes("/") === true ? "stat " + missing[1] + ": no such file or directory" : "executable file not found in $PATH"}: unknown`;
  if (/^open executable: permission denied/i.test(text)) return `exec: "${program}": permission denied: unknown`;
  const folder = /^chdir [`'"]?([^`'":]*)[`'"]?: (.*)$/.exec(text);
  if (folder !== null) return `chdir to cwd ("${folder[1]}") set in config.json failed: ${folder[2]?.toLowerCase()}: unknown`;
  const unmapped = /mount_setattr [`'"]([^`'"]*)[`'"]: Invalid argument/.exec(text);
  if (unmapped !== null) return `cannot show the owners of files in ${unmapped[1]} as the pod's: its file system has no id-mapped mounts; remove hostUsers from the pod, or put the volume elsewhere`;
  return text;
}
