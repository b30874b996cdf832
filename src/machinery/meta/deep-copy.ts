/** A copy of a JSON value that shares nothing with it. Fields that are `undefined` are left out, as JSON leaves them out. */
export function deepCopy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const list = new Array(value.length);
    for (let index = 0; index < value.length; index++) list[index] = deepCopy(value[index]);
    return list as T;
  }
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const child = value[key];
    if (child === undefined) continue;
    // Assigning to `__proto__` would set the prototype instead of a field.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: deepCopy(child), enumerable: true, writable: true, configurable: true });
    else copy[key] = typeof child === "object" ? deepCopy(child) : child;
  }
  return copy as T;
}
