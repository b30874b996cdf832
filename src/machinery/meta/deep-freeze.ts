/** Makes a JSON value unchangeable to its leaves, so that a test sees who writes to a shared object. Returns the value itself. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
