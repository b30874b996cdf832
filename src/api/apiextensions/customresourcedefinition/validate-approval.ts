import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { parseRequestUri } from "../../../machinery/validation/request-uri.ts";
import type { CustomResourceDefinition } from "../../types/apiextensions/v1.gen.ts";

const annotation = "api-approved.kubernetes.io";
const protectedGroups = /(?:^|\.)(?:k8s|kubernetes)\.io$/;

type Approval = "missing" | "bypassed" | "approved" | "invalid";

/**
 * The groups of the Kubernetes community take only kinds that it has approved, or that say that it has not. What was
 * so before may stay so. Source: apiextensions validation validateAPIApproval, apihelpers GetAPIApprovalState.
 */
export function validateApproval(definition: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  if (!protectedGroups.test(definition.spec.group)) return [];
  const approval = approvalOf(definition);
  if (old !== undefined && approvalOf(old) === approval) return [];
  const path = `metadata.annotations[${annotation}]`;
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  if (approval === "missing") return [required(path, `protected groups must have approval annotation ${quote(annotation)}, ${see}`)];
  if (approval !== "invalid") return [];
  return [invalidValue(path, textOf(definition), `protected groups must have approval annotation ${quote(annotation)} with either a URL or a reason starting with "unapproved", ${see}`)];
}

function approvalOf(definition: CustomResourceDefinition): Approval {
  const text = textOf(definition);
  if (text === "") return "missing";
  if (text.startsWith("unapproved")) return "bypassed";
  const uri = parseRequestUri(text);
  return uri !== undefined && uri.host !== "" && uri.scheme !== "" ? "approved" : "invalid";
}

function textOf({ metadata }: CustomResourceDefinition): string {
  return metadata.annotations?.[annotation] ?? "";
}
