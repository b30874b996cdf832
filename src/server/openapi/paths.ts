import { etagCompanions, etagOf } from "../../api/discovery/etag.ts";
import { OpenApiDocuments } from "../../api/openapi/documents.ts";
import { protobufV2DeprecatedMediaType, protobufV2MediaType } from "../../api/openapi/protobuf-v2.ts";
import { digestHex } from "../discovery/paths.ts";
import { jsonAnswer, type PathAnswer, type PathFamily, type PathRequest } from "../paths/contract.ts";
import type { ResourceCatalog } from "../resource-catalog.ts";

/** `/openapi/v2` and `/openapi/v3`, for `kubectl explain`, client-side validation and code generators. */
export function openApiPaths(catalog: ResourceCatalog): PathFamily {
  const documents = new OpenApiDocuments(catalog.list());
  const hashes = new Map<string, Promise<string>>();

  /** Each form of a document has an ETag of its own: kubectl keeps whatever it once got under one. */
  async function documentAnswer(key: string, mediaType: string, document: Promise<string | Uint8Array>, request: PathRequest): Promise<PathAnswer> {
    const body = await document;
    let hash = hashes.get(key);
    if (hash === undefined) hashes.set(key, (hash = digestHex(body)));
    const { etag, notModified } = etagOf(await hash, request.header("if-none-match"));
    return { code: notModified ? 304 : 200, mediaType, body: notModified ? "" : body, headers: { ...cachingFor(request), etag } };
  }

  return {
    listed: () => ["/openapi/v2", "/openapi/v3"],
    async answer(request) {
      const { path } = request;
      if (path === "/openapi/v2") {
        return asksForProtobuf(request)
          ? documentAnswer("v2 protobuf", protobufV2MediaType, documents.v2Protobuf(), request)
          : documentAnswer("v2", "application/json", documents.v2(), request);
      }
      if (path === "/openapi/v3" || path === "/openapi/v3/") return jsonAnswer(await documents.v3Index(digestHex));
      const [, group = "", version = ""] = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
      const text = version === "" ? undefined : documents.v3(group, version);
      return text === undefined ? undefined : documentAnswer(path, "application/json", text, request);
    },
  };
}

function asksForProtobuf(request: PathRequest): boolean {
  const accepted = (request.header("accept") ?? "").split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  return accepted.includes(protobufV2MediaType) || accepted.includes(protobufV2DeprecatedMediaType);
}

/** A URL that carries the document's hash never changes its answer, so clients may keep it for good. */
function cachingFor({ query }: PathRequest): Record<string, string> {
  return query.has("hash") ? { vary: "Accept", "Cache-Control": "public, immutable" } : { ...etagCompanions };
}
