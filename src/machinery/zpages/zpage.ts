import { encodeYaml } from "../codec/yaml.ts";
import { notAcceptable } from "../errors/constructors.ts";
import { type AcceptClause, acceptClauses, isAcceptedBy } from "../request/accept-header.ts";
import { wantsPretty } from "../request/pretty.ts";

/** A page on which a component tells people of itself: `/statusz` or `/flagz`. */
export interface Zpage {
  readonly kind: "Statusz" | "Flagz";
  /** As in `metadata.name`: `apiserver`, `kubelet`. */
  readonly component: string;
  /** What the structured forms have besides type and name. */
  readonly fields: object;
  /** What the text has below its head, with `delimiter` between a name and its value. */
  text(delimiter: string): string;
}

/** Who asks. */
export interface ZpageRequest {
  readonly query: URLSearchParams;
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
  /** One of these many ways to write the text, by chance: nobody is to read it by machine. */
  pick(count: number): number;
}

export interface ZpageAnswer {
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const group = "config.k8s.io";
const versions = ["v1alpha1", "v1beta1"];
const delimiters = [":", ": ", "=", " "];
const mediaTypes = ["application/json", "application/yaml", "text/plain"];

/**
 * The page in what the client takes: text, unless it names JSON or YAML with `as`, `g` and `v` of a form that there is.
 * Throws NotAcceptable when it takes none. Source: apiserver pkg/server/statusz and flagz.
 */
export function answerZpage(page: Zpage, request: ZpageRequest): ZpageAnswer {
  const accept = request.header("accept")?.trim() ?? "";
  const { mediaType, version, pretty } = negotiate(accept === "" ? "text/plain" : accept, page.kind);
  if (version === undefined) return { contentType: "text/plain; charset=utf-8", body: `${head(page)}${page.text(delimiters[request.pick(delimiters.length)] as string)}`, headers: {} };
  const object = { kind: page.kind, apiVersion: `${group}/${version}`, metadata: { name: page.component }, ...page.fields };
  const isPretty = pretty || wantsPretty(request.query.get("pretty"), request.header("user-agent"));
  const body = mediaType === "application/yaml" ? encodeYaml(object) : `${JSON.stringify(object, undefined, isPretty ? 2 : 0)}\n`;
  const warning = `299 - "This version of the ${page.kind.toLowerCase()} endpoint is deprecated. Please use a newer version."`;
  return { contentType: mediaType, body, headers: version === "v1alpha1" ? { Warning: warning } : {} };
}

function head({ component, kind }: Zpage): string {
  return `\n${component} ${kind.toLowerCase()}\nWarning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.\n`;
}

interface Negotiated {
  readonly mediaType: string;
  /** Of the structured form; absent: text. */
  readonly version?: string;
  readonly pretty: boolean;
}

function negotiate(accept: string, kind: Zpage["kind"]): Negotiated {
  for (const clause of acceptClauses(accept)) {
    for (const mediaType of mediaTypes) {
      const found = isAcceptedBy(clause, mediaType) ? accepted(clause, mediaType, kind) : undefined;
      if (found !== undefined) return found;
    }
  }
  throw notAcceptable(mediaTypes);
}

/** Source: apiserver acceptMediaTypeOptions with StatuszEndpointRestrictions. */
function accepted({ parameters }: AcceptClause, mediaType: string, kind: Zpage["kind"]): Negotiated | undefined {
  if (parameters.get("stream") || parameters.get("sv")) return undefined;
  const pretty = parameters.get("pretty") === "1";
  const isStructured = ["as", "g", "v"].some((name) => parameters.has(name));
  if (mediaType === "text/plain") return isStructured ? undefined : { mediaType, pretty };
  const version = parameters.get("v") ?? "";
  return parameters.get("as") === kind && parameters.get("g") === group && versions.includes(version) ? { mediaType, version, pretty } : undefined;
}
