/** An object without the fields that are undefined: what is absent is not written. */
export function present<T extends object>(fields: T): T {
  const result = {} as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) result[name] = value;
  return result as T;
}
