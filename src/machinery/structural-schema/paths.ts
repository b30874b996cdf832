/** Paths as apimachinery's field.Path writes them; a path of nothing is the empty text. */

export function childPath(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** A field by a name that the schema does not know: `labels[app]`. */
export function keyPath(path: string, key: string): string {
  return `${path}[${key}]`;
}
