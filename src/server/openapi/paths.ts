import { etagOf } from "../../api/discovery/etag.ts";
import { OpenApiDocuments } from "../../api/openapi/documents.ts";
import { protobufV2DeprecatedMediaType, protobufV2MediaType } from "../../api/openapi/protobuf-v2.ts";
import { formatHttpTime } from "../../machinery/time/time.ts";
import { digestHex } from "../discovery/paths.ts";
import { jsonAnswer, type PathAnswer, type PathFamily, type PathRequest } from "../paths/contract.ts";
import { firstAccepted } from "../http/negotiate.ts";
import type { ResourceCatalog } from "../resource-catalog.ts";

/** How long a URL that carries a hash may be kept: its answer never changes. Source: kube-openapi handler3. */
const keptForMs = 365 * 24 * 3_600_000;

/** `/openapi/v2` and `/openapi/v3`, for `kubectl explain`, client-side validation and code generators. `now` in milliseconds since the epoch. */
export function openApiPaths(catalog: ResourceCatalog, now: () => number): PathFamily {
  const documents = new OpenApiDocuments(catalog.list());
  const hashes = new Map<string, Promise<string>>();

  /** Each form of a document has an ETag of its own: kubectl keeps whatever it once got under one. */
  async function v2Answer(request: PathRequest): Promise<PathAnswer> {
    const accepted = firstAccepted(request.header("accept"), ["application/json", protobufV2DeprecatedMediaType, protobufV2MediaType]);
    if (accepted === undefined) return notAcceptable;
    const mediaType = accepted === "application/json" ? accepted : protobufV2MediaType;
    const body = await (mediaType === protobufV2MediaType ? documents.v2Protobuf() : documents.v2());
    let hash = hashes.get(mediaType);
    if (hash === undefined) hashes.set(mediaType, (hash = digestHex(body)));
    return tagged({ hash: await hash, mediaType, body, request });
  }

  /** A URL with the hash of another document leads to the one of this. */
  async function v3Answer({ path, query, header }: PathRequest, { group, version, text }: { group: string; version: string; text: Promise<string> }): Promise<PathAnswer> {
    if (firstAccepted(header("accept"), ["application/json"]) === undefined) return notAcceptable;
    const hash = await digestHex(documents.v3Basis(group, version));
    const wanted = query.get("hash") ?? "";
    if (wanted !== "" && wanted !== hash) return { code: 301, mediaType: "text/html; charset=utf-8", body: "", headers: { vary: "Accept", location: `${path}?hash=${hash}`, etag: `"${hash}"` } };
    const kept: Record<string, string> = wanted === "" ? {} : { "Cache-Control": "public, immutable", expires: formatHttpTime(now() + keptForMs) };
    return tagged({ hash, mediaType: "application/json", body: await text, request: { path, query, header }, headers: kept });
  }

  return {
    listed: () => ["/openapi/v2", "/openapi/v3"],
    async answer(request) {
      const { path } = request;
      if (path === "/openapi/v2") return v2Answer(request);
      if (path === "/openapi/v3" || path === "/openapi/v3/") return jsonAnswer(await documents.v3Index(digestHex));
      const [, group = "", version = ""] = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
      const text = version === "" ? undefined : documents.v3(group, version);
      return text === undefined ? undefined : v3Answer(request, { group, version, text });
    },
  };
}

const notAcceptable: PathAnswer = { code: 406, mediaType: "text/plain; charset=utf-8", body: "", headers: { vary: "Accept" } };

interface Tagged {
  readonly hash: string;
  readonly mediaType: string;
  readonly body: string | Uint8Array;
  readonly request: PathRequest;
  readonly headers?: Readonly<Record<string, string>>;
}

function tagged({ hash, mediaType, body, request, headers = {} }: Tagged): PathAnswer {
  const { etag, notModified } = etagOf(hash, request.header("if-none-match"));
  return { code: notModified ? 304 : 200, mediaType, body: notModified ? "" : body, headers: { vary: "Accept", ...headers, etag } };
}
