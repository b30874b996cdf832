import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from "../../types/apiextensions/v1.gen.ts";

type SharedField = "subresources" | "schema" | "additionalPrinterColumns" | "selectableFields";
const sharedFields: readonly SharedField[] = ["subresources", "schema", "additionalPrinterColumns", "selectableFields"];

/**
 * A definition as upstream keeps and judges it: what all versions say alike is said once, of the definition as a
 * whole, and no version says it again. Errors name it by where it stands there. Source: apiextensions v1 conversion
 * Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec.
 */
export interface ByVersion {
  readonly shared: Pick<CustomResourceDefinitionVersion, SharedField>;
  readonly versions: readonly CustomResourceDefinitionVersion[];
}

export function byVersion({ versions = [] }: CustomResourceDefinitionSpec): ByVersion {
  const [first] = versions;
  if (first === undefined) return { shared: {}, versions };
  const alike = sharedFields.filter((field) => versions.every((version) => deepEqual(version[field], first[field])));
  const without = (version: CustomResourceDefinitionVersion): CustomResourceDefinitionVersion => {
    const rest = { ...version };
    for (const field of alike) delete rest[field];
    return rest;
  };
  return { shared: Object.fromEntries(alike.map((field) => [field, first[field]])), versions: versions.map(without) };
}
