import type { Random } from "../../../base/random.ts";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";

/** Letters and digits that make no words and are not taken for each other. Source: apimachinery util/rand. */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const suffixLength = 5;
/** Source: apiserver storage/names maxNameLength. */
const maxNameLength = 63;

/** A name from `metadata.generateName`: the base, cut where it is too long, and five random characters. */
export function generateName(base: string, random: Random): string {
  let name = base.slice(0, maxNameLength - suffixLength);
  for (let i = 0; i < suffixLength; i++) name += alphabet[random.int(alphabet.length)];
  return name;
}

/** An object that is changed has the name of its path. Source: apiserver endpoints/handlers checkName. */
export function settleName(draft: KubeObject, name: string): void {
  const metadata = (draft.metadata ??= {});
  if (!metadata.name) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name) throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
}
