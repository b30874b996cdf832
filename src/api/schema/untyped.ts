/** A deep copy of any JSON value: what a schema leaves open is kept as sent, and shared with nobody. */
export function copyJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setEntry(copy, key, copyJson((value as Record<string, unknown>)[key]));
  return copy;
}

/** Sets an own property under any key that a client may choose, `__proto__` included. */
export function setEntry(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}
