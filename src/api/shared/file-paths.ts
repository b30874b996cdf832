/** A path that stays below where it starts. Source: kubernetes validation validateLocalDescendingPath. */
export function descendingPathProblems(path: string): string[] {
  return path.startsWith("/") ? ["must be a relative path", ...backstepProblems(path)] : backstepProblems(path);
}

/** Source: kubernetes validation validatePathNoBacksteps. */
export function backstepProblems(path: string): string[] {
  return path.split("/").includes("..") ? ["must not contain '..'"] : [];
}

/** A file name within a volume that the volume's writer can make. Source: kubernetes validation validateLocalNonReservedPath. */
export function volumeFileProblems(path: string): string[] {
  const problems = descendingPathProblems(path);
  if (path.startsWith("..") && !path.startsWith("../")) problems.push("must not start with '..'");
  return problems;
}
