import { badRequest } from "../../../machinery/errors/constructors.ts";
import type { Revision } from "../../../store/contract.ts";

/** Where the next page of a list begins. Opaque to clients. */
export interface ContinuePosition {
  /** The revision of the list's first page; undefined for a list that goes on inconsistently after that one expired. */
  readonly revision: Revision | undefined;
  /** The key of the last object that was handed out, below the resource's prefix. */
  readonly after: string;
}

const tokenVersion = "meta.k8s.io/v1";
/** Stands for "whatever is newest". Source: apiserver storage/continue. */
const inconsistent = -1;

export function encodeContinue({ revision, after }: ContinuePosition): string {
  const json = JSON.stringify({ v: tokenVersion, rv: revision ?? inconsistent, start: after });
  const bytes = String.fromCharCode(...new TextEncoder().encode(json));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function decodeContinue(token: string): ContinuePosition {
  const { v, rv, start } = parse(token);
  if (v !== tokenVersion) throw invalidToken(`: server does not recognize this encoded version ${String(v ?? "")}`);
  if (!Number.isSafeInteger(rv) || rv === 0) throw invalidToken(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  if (typeof start !== "string" || start === "") throw invalidToken(": encoded start key empty (version meta.k8s.io/v1)");
  if (start.split("/").some((part) => part === "." || part === "..")) throw invalidToken(`: ${start}`);
  return { revision: (rv as number) < 0 ? undefined : (rv as number), after: start };
}

function parse(token: string): { v?: unknown; rv?: unknown; start?: unknown } {
  try {
    const bytes = Uint8Array.from(atob(token.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below: what it was that could not be read does not help the client.
  }
  throw invalidToken(": it was not made by this server");
}

/** Source: apiserver storage ValidateListOptions and storage/continue. */
function invalidToken(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid${why}`);
}
