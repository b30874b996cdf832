import { notAcceptable } from "../../machinery/errors/constructors.ts";

/** In what form an answer is written: the object itself, its table, or its metadata alone. */
export type Form = "object" | "table" | "metadata";

export interface Negotiated {
  readonly mediaType: "application/json" | "application/yaml";
  readonly form: Form;
  /** Of the table or the metadata form: `v1` or `v1beta1`. */
  readonly formVersion: string;
}

const plainJson: Negotiated = { mediaType: "application/json", form: "object", formVersion: "" };
const served = ["application/json", "application/yaml"];

/**
 * Picks the first acceptable clause of an `Accept` header. Clients that ask for protobuf name JSON as their second choice
 * and get that; those that take nothing we write get 406.
 */
export function negotiate(accept: string | undefined): Negotiated {
  if (accept === undefined || accept === "" || accept === "application/json" || accept === "*/*") return plainJson;
  for (const clause of accept.split(",")) {
    const found = negotiateClause(clause);
    if (found !== undefined) return found;
  }
  throw notAcceptable(served);
}

function negotiateClause(clause: string): Negotiated | undefined {
  const [type = "", ...parameters] = clause.split(";").map((part) => part.trim());
  const mediaType = mediaTypeOf(type.toLowerCase());
  if (mediaType === undefined) return undefined;
  const values = new Map(parameters.map((parameter) => parameter.split("=", 2) as [string, string]));
  const as = values.get("as");
  if (as === undefined) return { ...plainJson, mediaType };
  const formVersion = values.get("v") ?? "";
  if (values.get("g") !== "meta.k8s.io" || (formVersion !== "v1" && formVersion !== "v1beta1")) return undefined;
  if (as === "Table") return { mediaType, form: "table", formVersion };
  if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") return { mediaType, form: "metadata", formVersion };
  return undefined;
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
