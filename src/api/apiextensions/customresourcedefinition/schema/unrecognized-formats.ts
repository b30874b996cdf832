import { isFormatOf } from "../../../../machinery/structural-schema/formats.ts";
import { quote } from "../../../../machinery/text/quote.ts";
import type { CustomResourceDefinition, JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import { schemasOf, someSchema } from "./walk.ts";

/** Formats that say nothing, apart from those that `old` has already. Source: apiextensions-apiserver registry/customresourcedefinition getUnrecognizedFormatsInCRD. */
export function unrecognizedFormatWarnings(definition: CustomResourceDefinition, old?: CustomResourceDefinition): string[] {
  const before = old === undefined ? new Set() : unrecognizedFormats(old);
  return [...unrecognizedFormats(definition)].filter((format) => !before.has(format)).map((format) => `unrecognized format ${quote(format)}`);
}

function unrecognizedFormats({ spec }: CustomResourceDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  const note = ({ type = "", format = "" }: JSONSchemaProps) => {
    if (format !== "" && !isFormatOf(type, format)) found.add(format);
    return false;
  };
  for (const schema of schemasOf(spec)) someSchema(schema, note);
  return found;
}
