/**
 * The ETag header of a discovery document and whether the client's copy is still good. `hash` is any digest of the
 * document's bytes (upstream: SHA-512 in capital hex). Source: apiserver endpoints/discovery/aggregated etag.go.
 */
export function etagOf(hash: string, ifNoneMatch: string | undefined): { etag: string; notModified: boolean } {
  const etag = `"${hash}"`;
  return { etag, notModified: ifNoneMatch === etag };
}

/** Sent with every answer that carries an ETag: the form depends on what the client accepts. */
export const etagCompanions = { vary: "Accept", "cache-control": "public" } as const;
