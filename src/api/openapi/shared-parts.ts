import type { FieldSchema } from "../facts/definition.ts";
import { definitionNamed, definitions } from "../schema/definitions.ts";
import type { Operation } from "./operations.ts";

/** The texts of a definition and its fields, as `tools/generate` finds them. */
export type Descriptions = Readonly<Record<string, { readonly self?: string; readonly fields: Readonly<Record<string, string>> }>>;

export const jsonTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
export const watchTypes = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];
export const patchTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

export const bearerToken = { type: "apiKey", name: "authorization", in: "header", description: "Bearer Token authentication" };
export const security = [{ BearerToken: [] }];

/** The media types of an operation's answer. */
export function answerTypes({ action, answer }: Operation): string[] {
  if (answer === undefined) return ["text/plain"];
  return action === "list" ? [...jsonTypes, ...watchTypes] : jsonTypes;
}

export const codeNames: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };

/** `definition` names and those they refer to, directly or not, by name. */
export function reachableFrom(names: Iterable<string>): string[] {
  const found = new Set<string>();
  const visit = (schema: FieldSchema): void => {
    if (schema.$ref !== undefined) add(schema.$ref);
    for (const field of Object.values(schema.properties ?? {})) visit(field);
    if (schema.items !== undefined) visit(schema.items);
    if (schema.additionalProperties !== undefined) visit(schema.additionalProperties);
  };
  const add = (name: string): void => {
    if (found.has(name) || definitions[name] === undefined) return;
    found.add(name);
    visit(definitionNamed(name));
  };
  for (const name of names) add(name);
  return [...found].sort();
}

/** The fields that almost every kind has. The typings that the texts come from say nothing beside a reference. */
const commonFields: Readonly<Record<string, string>> = {
  metadata: "Standard metadata: name, namespace, labels, annotations, owners.",
  spec: "The desired state, set by whoever owns the object.",
  status: "The state that was last observed, set by the system.",
  template: "What the objects that are made from this one look like.",
};

/** What stands beside a field: its own text, else that of the type it refers to. */
export function fieldDescription(definition: string, field: string, schema: FieldSchema, descriptions: Descriptions): string | undefined {
  const own = descriptions[definition]?.fields[field];
  if (own !== undefined || schema.$ref === undefined) return own;
  return commonFields[field] ?? descriptions[schema.$ref]?.self;
}
