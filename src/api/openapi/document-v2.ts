import type { FieldSchema } from "../facts/definition.ts";
import type { ResourceInfo } from "../resource-info.ts";
import { definitionNamed, definitionOf } from "../schema/definitions.ts";
import { kubernetesVersion } from "../version.ts";
import { type Operation, type PathItem, pathsOf } from "./operations.ts";
import type { Parameter } from "./parameters.ts";
import { answerTypes, bearerToken, codeNames, type Descriptions, fieldDescription, patchTypes, reachableFrom, security } from "./shared-parts.ts";

/** `/openapi/v2`: everything in one Swagger 2.0 document. */
export function documentV2(resources: readonly ResourceInfo[], descriptions: Descriptions): object {
  const items = resources.flatMap((info) => pathsOf(info, definitionOf));
  const operations = items.flatMap((item) => item.operations);
  const kinds = resources.map((info) => definitionOf(info));
  const named = [...kinds, ...operations.flatMap(({ body, answer }) => [body, answer])].filter((name) => name !== undefined);
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: kubernetesVersion },
    paths: Object.fromEntries(items.map((item) => [item.path, pathV2(item)])),
    definitions: Object.fromEntries(reachableFrom(named).map((name) => [name, definitionV2(name, descriptions)])),
    securityDefinitions: { BearerToken: bearerToken },
    security,
  };
}

function pathV2({ operations, parameters }: PathItem): object {
  return { ...Object.fromEntries(operations.map((operation) => [operation.method, operationV2(operation)])), parameters: parameters.map(parameterV2) };
}

function operationV2(operation: Operation): object {
  const { action, answer, body, description, id, kind, parameters, successCodes, tag } = operation;
  const schema = answer === undefined ? { type: "string" } : reference(answer);
  const bodyParameter =
    body === undefined
      ? []
      : [{ name: "body", in: "body", ...(action === "delete" || action === "deletecollection" ? {} : { required: true }), schema: reference(body) }];
  return {
    description,
    consumes: action === "patch" ? patchTypes : ["*/*"],
    produces: answer === undefined ? ["*/*"] : answerTypes(operation),
    schemes: ["https"],
    tags: [tag],
    operationId: id,
    parameters: [...bodyParameter, ...parameters.map(parameterV2)],
    responses: {
      ...Object.fromEntries(successCodes.map((code) => [String(code), { description: codeNames[code] ?? "", schema }])),
      "401": { description: "Unauthorized" },
    },
    "x-kubernetes-action": answer === undefined && action === "get" ? "connect" : action,
    "x-kubernetes-group-version-kind": { group: kind.group, kind: kind.kind, version: kind.version },
  };
}

function reference(definition: string): object {
  return { $ref: `#/definitions/${definition}` };
}

function parameterV2({ name, in: place, type, description }: Parameter): object {
  return { uniqueItems: true, type, description, name, in: place, ...(place === "path" ? { required: true } : {}) };
}

/** Swagger 2.0 knows no `oneOf`: what may be written as a number or a string is a string to it. */
function definitionV2(name: string, descriptions: Descriptions): object {
  const { oneOf, properties, ...rest } = definitionNamed(name);
  const description = descriptions[name]?.self;
  const fields = Object.entries(properties ?? {}).map(([field, schema]) => [field, fieldV2(schema, fieldDescription(name, field, schema, descriptions))]);
  return {
    ...(description === undefined ? {} : { description }),
    ...(oneOf === undefined ? {} : { type: "string" }),
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields) }),
  };
}

function fieldV2(schema: FieldSchema, description?: string): object {
  const { $ref, items, additionalProperties, default: _, ...rest } = schema;
  const text = description === undefined ? {} : { description };
  if ($ref !== undefined) return { ...text, ...reference($ref), ...rest };
  return {
    ...text,
    ...rest,
    ...(items === undefined ? {} : { items: fieldV2(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: fieldV2(additionalProperties) }),
  };
}
