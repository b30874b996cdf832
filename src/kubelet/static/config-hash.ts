/** FNV-1a with 128 bits. Source of the constants: the FNV specification (draft-eastlake-fnv). */
const prime = 0x0000000001000000000000000000013bn;
const offsetBasis = 0x6c62272e07bb014262b821756295c58dn;
const mask = (1n << 128n) - 1n;

/**
 * The identity of a static pod, 32 hex digits: the same for the same manifest in the same file on the same node, however
 * often the kubelet starts. Source of the parts: kubernetes pkg/kubelet/config applyDefaults.
 */
export function configHash(manifest: unknown, { nodeName, path }: { readonly nodeName: string; readonly path: string }): string {
  return fnv128a(`${canonical(manifest)}host:${nodeName}file:${path}`);
}

/** JSON with keys in order, so that only what the manifest says counts, not how it is laid out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(",")}}`;
}

export function fnv128a(text: string): string {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  return hash.toString(16).padStart(32, "0");
}
