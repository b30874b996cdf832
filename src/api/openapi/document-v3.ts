import { apiVersionOf } from "../../machinery/meta/resource.ts";
import type { ResourceInfo } from "../resource-info.ts";
import { definitionOf } from "../schema/definitions.ts";
import { kubernetesVersion } from "../version.ts";
import { type Operation, type PathItem, pathsOf } from "./operations.ts";
import type { Parameter } from "./parameters.ts";
import { schemaV3 } from "./schemas-v3.ts";
import { answerTypes, bearerToken, codeNames, type Descriptions, jsonTypes, patchTypes, reachableFrom, security } from "./shared-parts.ts";

/** `/openapi/v3/api/v1` and `/openapi/v3/apis/<group>/<version>`: the paths of these resources and all they refer to. */
export function documentV3(resources: readonly ResourceInfo[], descriptions: Descriptions): object {
  const items = resources.flatMap((info) => pathsOf(info, definitionOf));
  const operations = items.flatMap((item) => item.operations);
  const kinds = resources.map((info) => definitionOf(info));
  const named = [...kinds, ...operations.flatMap(({ body, answer }) => [body, answer])].filter((name) => name !== undefined);
  const schemas = reachableFrom(named).map((name) => [name, schemaV3(name, descriptions)]);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: kubernetesVersion },
    paths: Object.fromEntries(items.map((item) => [item.path, pathV3(item)])),
    components: { schemas: Object.fromEntries(schemas), securitySchemes: { BearerToken: bearerToken } },
    security,
  };
}

function pathV3({ operations, parameters }: PathItem): object {
  return { ...Object.fromEntries(operations.map((operation) => [operation.method, operationV3(operation)])), parameters: parameters.map(parameterV3) };
}

function operationV3(operation: Operation): object {
  const { action, answer, body, description, id, kind, parameters, successCodes, tag } = operation;
  const content = answerContent(operation);
  const responses = successCodes.map((code) => [String(code), { description: codeNames[code] ?? "", content }]);
  return {
    tags: [tag],
    description,
    operationId: id,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterV3) }),
    ...(body === undefined ? {} : { requestBody: requestBody(body, action) }),
    responses: { ...Object.fromEntries(responses), "401": { description: "Unauthorized" } },
    "x-kubernetes-action": answer === undefined && action === "get" ? "connect" : action,
    "x-kubernetes-group-version-kind": { group: kind.group, kind: kind.kind, version: kind.version },
  };
}

function answerContent(operation: Operation): object {
  const schema = operation.answer === undefined ? { type: "string" } : reference(operation.answer);
  return Object.fromEntries(answerTypes(operation).map((type) => [type, { schema }]));
}

function requestBody(body: string, action: Operation["action"]): object {
  const types = action === "patch" ? patchTypes : action === "post" || action === "put" ? ["*/*"] : jsonTypes;
  const content = Object.fromEntries(types.map((type) => [type, { schema: reference(body) }]));
  return action === "delete" || action === "deletecollection" ? { content } : { required: true, content };
}

function reference(definition: string): object {
  return { $ref: `#/components/schemas/${definition}` };
}

function parameterV3({ name, in: place, type, description }: Parameter): object {
  return { name, in: place, description, ...(place === "path" ? { required: true } : {}), schema: { type, uniqueItems: true } };
}

/** The key of a version in `/openapi/v3`: `api/v1`, `apis/batch/v1`. */
export function pathOfVersion(group: string, version: string): string {
  return group === "" ? `api/${version}` : `apis/${apiVersionOf({ group, version })}`;
}
