/** What crun says of a refused container: its commonest refusal in runc's words, which people search for, and one that says nothing with what it means. */
export function runtimeWords(message: string): string {
  const text = message.trim();
  const missing = /executable file [`'"]([^`'"]*)[`'"] not found/.exec(text);
  if (missing !== null) return `exec: "${missing[1]}": ${missing[1]?.includes("/") === true ? "stat " + missing[1] + ": no such file or directory" : "executable file not found in $PATH"}: unknown`;
  const unmapped = /mount_setattr [`'"]([^`'"]*)[`'"]: Invalid argument/.exec(text);
  if (unmapped !== null) return `cannot show the owners of files in ${unmapped[1]} as the pod's: its file system has no id-mapped mounts; remove hostUsers from the pod, or put the volume elsewhere`;
  return text;
}
