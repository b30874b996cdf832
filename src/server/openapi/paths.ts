import { etagCompanions, etagOf } from "../../api/discovery/etag.ts";
import { OpenApiDocuments } from "../../api/openapi/documents.ts";
import { digestHex } from "../discovery/paths.ts";
import { jsonAnswer, type PathAnswer, type PathFamily, type PathRequest } from "../paths/contract.ts";
import type { ResourceCatalog } from "../resource-catalog.ts";

/** `/openapi/v2` and `/openapi/v3`, for `kubectl explain`, client-side validation and code generators. */
export function openApiPaths(catalog: ResourceCatalog): PathFamily {
  const documents = new OpenApiDocuments(catalog.list());
  const hashes = new Map<string, Promise<string>>();

  async function documentAnswer(key: string, text: Promise<string>, request: PathRequest): Promise<PathAnswer> {
    const body = await text;
    let hash = hashes.get(key);
    if (hash === undefined) hashes.set(key, (hash = digestHex(body)));
    const { etag, notModified } = etagOf(await hash, request.header("if-none-match"));
    return { code: notModified ? 304 : 200, mediaType: "application/json", body: notModified ? "" : body, headers: { ...cachingFor(request), etag } };
  }

  return {
    listed: () => ["/openapi/v2", "/openapi/v3"],
    async answer(request) {
      const { path } = request;
      if (path === "/openapi/v2") return documentAnswer("v2", documents.v2(), request);
      if (path === "/openapi/v3" || path === "/openapi/v3/") return jsonAnswer(await documents.v3Index(digestHex));
      const [, group = "", version = ""] = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
      const text = version === "" ? undefined : documents.v3(group, version);
      return text === undefined ? undefined : documentAnswer(path, text, request);
    },
  };
}

/** A URL that carries the document's hash never changes its answer, so clients may keep it for good. */
function cachingFor({ query }: PathRequest): Record<string, string> {
  return query.has("hash") ? { vary: "Accept", "Cache-Control": "public, immutable" } : { ...etagCompanions };
}
