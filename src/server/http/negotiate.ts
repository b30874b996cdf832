import { type AcceptClause, acceptClauses, isAcceptedBy } from "../../machinery/request/accept-header.ts";
import { notAcceptable } from "../../machinery/errors/constructors.ts";

/** In what form an answer is written: the object itself, its table, its metadata alone, or the metadata of a list's items. */
export type Form = "object" | "table" | "metadata" | "metadataList";

export interface Negotiated {
  readonly mediaType: "application/json" | "application/yaml";
  readonly form: Form;
  /** Of the table or the metadata form: `v1` or `v1beta1`. */
  readonly formVersion: string;
  /** True when the clause that was picked asks for indented answers. */
  readonly pretty: boolean;
}

const plainJson: Negotiated = { mediaType: "application/json", form: "object", formVersion: "", pretty: false };
const served = ["application/json", "application/yaml"];

/**
 * Picks the best acceptable clause of an `Accept` header. Clients that ask for protobuf name JSON as their second choice
 * and get that; those that take nothing we write get 406. What has no table passes over the clauses that ask for one.
 */
export function negotiate(accept: string | undefined, { hasTable = true }: { readonly hasTable?: boolean } = {}): Negotiated {
  if (accept === undefined || accept === "" || accept === "application/json" || accept === "*/*") return plainJson;
  const known = picked.get(accept);
  if (known !== undefined && (hasTable || known.form !== "table")) return known;
  for (const clause of acceptClauses(accept)) {
    const found = negotiateClause(clause);
    if (found === undefined || (!hasTable && found.form === "table")) continue;
    if (!hasTable) return found;
    if (picked.size >= mostPicked) picked.clear();
    picked.set(accept, found);
    return found;
  }
  throw notAcceptable(served);
}

/** What was picked for headers that came before: each client sends the same few all the time. */
const picked = new Map<string, Negotiated>();
const mostPicked = 256;

/** In what a document that is no resource is written; 406 for those who take neither JSON nor YAML. */
export function negotiateDocument(accept: string | undefined): Negotiated {
  if (accept === undefined || accept === "") return plainJson;
  const found = acceptClauses(accept).map(negotiateClause).find((one) => one?.form === "object");
  if (found === undefined) throw notAcceptable(served);
  return found;
}

/** In what an error is written: it has no table and no metadata form, and it is told even to those who take nothing that we write. */
export function negotiateError(accept: string | undefined): Negotiated {
  for (const clause of acceptClauses(accept ?? "")) {
    const found = negotiateClause(clause);
    if (found?.form === "object") return found;
  }
  return plainJson;
}

/** The first of `offered` that fits the best clause of an `Accept` header that one of them fits. Source: kube-openapi handler. */
export function firstAccepted(accept: string | undefined, offered: readonly string[]): string | undefined {
  for (const clause of acceptClauses(accept === undefined || accept === "" ? "*/*" : accept)) {
    const found = offered.find((one) => isAcceptedBy(clause, one));
    if (found !== undefined) return found;
  }
  return undefined;
}

function negotiateClause({ type, parameters }: AcceptClause): Negotiated | undefined {
  const mediaType = mediaTypeOf(type);
  if (mediaType === undefined || !isServed(parameters)) return undefined;
  const pretty = parameters.get("pretty") === "1";
  const as = parameters.get("as");
  if (as === undefined) return { ...plainJson, mediaType, pretty };
  const formVersion = parameters.get("v") ?? "";
  if (parameters.get("g") !== "meta.k8s.io" || (formVersion !== "v1" && formVersion !== "v1beta1")) return undefined;
  const form = forms[as];
  return form === undefined ? undefined : { mediaType, form, formVersion, pretty };
}

const forms: Readonly<Record<string, Form>> = { Table: "table", PartialObjectMetadata: "metadata", PartialObjectMetadataList: "metadataList" };

/** Streams other than of watches and versions of the meta group other than v1 are nobody's. Source: apiserver acceptMediaTypeOptions. */
function isServed(parameters: AcceptClause["parameters"]): boolean {
  const { stream = "", sv = "" } = Object.fromEntries(parameters) as { stream?: string; sv?: string };
  return (stream === "" || stream === "watch") && (sv === "" || sv === "v1");
}

function mediaTypeOf(type: string): Negotiated["mediaType"] | undefined {
  switch (type) {
    case "application/json":
    case "application/*":
    case "*/*":
      return "application/json";
    case "application/yaml":
      return "application/yaml";
    default:
      return undefined;
  }
}
