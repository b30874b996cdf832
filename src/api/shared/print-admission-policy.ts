import type { LabelSelector } from "../types/meta/v1.gen.ts";
import { formatLabelSelector } from "./format-selector.ts";

/** The kind of an admission policy's parameters: `apps/v1/Deployment`. */
export function paramKindCell(paramKind: { readonly apiVersion?: string; readonly kind?: string } | undefined): string {
  return paramKind === undefined ? "<unset>" : `${paramKind.apiVersion}/${paramKind.kind}`;
}

/** Which parameters a binding uses: one by name, in one namespace or in all, or those that a selector picks. */
export function paramRefCell(paramRef: { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector } | undefined): string {
  if (paramRef === undefined) return "<unset>";
  if (paramRef.name) return `${paramRef.namespace || "*"}/${paramRef.name}`;
  return paramRef.selector === undefined ? "<unset>" : formatLabelSelector(paramRef.selector);
}
