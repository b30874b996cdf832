import { parseQuantity } from "../../machinery/quantity/quantity.ts";

/** Part of a byte is accepted and cannot be had. */
export function fractionWarning(quantity: string | undefined, path: string): string[] {
  if (quantity === undefined) return [];
  const parsed = parseQuantity(quantity);
  return parsed.asMilli() % 1_000 === 0 ? [] : [`${path}: fractional byte value ${JSON.stringify(parsed.toString())} is invalid, must be an integer`];
}

/** Source: kubernetes pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaimSpec. */
export function claimSpecWarnings(spec: { readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> } } | undefined, path: string): string[] {
  const { requests, limits } = spec?.resources ?? {};
  return [...fractionWarning(requests?.["storage"], `${path}.resources.requests[storage]`), ...fractionWarning(limits?.["storage"], `${path}.resources.limits[storage]`)];
}
