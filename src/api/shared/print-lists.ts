/** How many entries of a list a cell shows. */
const shown = 3;

/** The first entries of a list, and how many there are besides: `a,b,c + 2 more...`. */
export function upToThree(entries: readonly string[], whenEmpty: string): string {
  if (entries.length === 0) return whenEmpty;
  const text = entries.slice(0, shown).join(",");
  return entries.length > shown ? `${text} + ${entries.length - shown} more...` : text;
}

const shortModes: Readonly<Record<string, string>> = { ReadWriteOnce: "RWO", ReadOnlyMany: "ROX", ReadWriteMany: "RWX", ReadWriteOncePod: "RWOP" };

/** Access modes of volumes in upstream's order, each once: `RWO,RWX`. Source: kubernetes storage util GetAccessModesAsString. */
export function accessModesCell(modes: readonly string[] | undefined): string {
  return Object.keys(shortModes)
    .filter((mode) => modes?.includes(mode))
    .map((mode) => shortModes[mode])
    .join(",");
}
