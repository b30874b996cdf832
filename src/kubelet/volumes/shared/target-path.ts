/** Refuses a path that would leave the volume or collide with the writer's own names. Source: kubernetes validatePath. */
export function validateTargetPath(path: string): void {
  if (path === "") throw new Error("invalid path: must not be empty");
  if (path.startsWith("/")) throw new Error(`invalid path: must be relative path: ${path}`);
  if (path.length > 4_096) throw new Error(`invalid path: must be less than or equal to 4096 characters`);
  const parts = path.split("/");
  if (parts.includes("..")) throw new Error(`invalid path: must not contain '..': ${path}`);
  if (path.startsWith("..")) throw new Error(`invalid path: must not start with '..': ${path}`);
}
