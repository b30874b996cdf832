/** Texts that Go reads as true. Source: strconv.ParseBool. */
const trueTexts = ["1", "t", "T", "TRUE", "true", "True"];

/** People at a terminal or in a browser get indented answers unless they say otherwise. Source: apiserver endpoints/handlers/negotiation isPrettyPrint. */
export function wantsPretty(pretty: string | null, userAgent: string | undefined): boolean {
  if (pretty !== null && pretty !== "") return trueTexts.includes(pretty);
  return userAgent !== undefined && /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
