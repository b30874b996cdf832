/** One of the media types that an `Accept` header names. */
export interface AcceptClause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Best first: by quality, then the more specific; of equals the one that was named first. Source: munnerz/goautoneg ParseAccept. */
export function acceptClauses(accept: string): AcceptClause[] {
  const clauses = accept.split(",").map((text): AcceptClause => {
    const [type = "", ...rest] = text.split(";").map((part) => part.trim());
    const parameters = new Map(rest.map((parameter) => parameter.split("=", 2) as [string, string]));
    const quality = Number(parameters.get("q") ?? 1);
    return { type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 1 };
  });
  return clauses.sort((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

function wildcards({ type }: AcceptClause): number {
  return type === "*/*" ? 2 : type.endsWith("/*") ? 1 : 0;
}

/** True for the type itself and for the stars that stand for it. */
export function isAcceptedBy({ type }: AcceptClause, mediaType: string): boolean {
  return type === mediaType || type === "*/*" || (type.endsWith("/*") && mediaType.startsWith(type.slice(0, -1)));
}
