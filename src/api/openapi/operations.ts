import type { GroupVersionKind } from "../../machinery/meta/resource.ts";
import type { ResourceInfo, SubresourceInfo } from "../resource-info.ts";
import { namesOf } from "./operation-names.ts";
import {
  deleteCollectionParameters,
  deleteParameters,
  listParameters,
  nameParameter,
  namespaceParameter,
  type Parameter,
  patchParameters,
  prettyParameter,
  restOfPathParameter,
  subresourceParameters,
  writeParameters,
} from "./parameters.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete" | "head" | "options";

/** One method of one path, in words that both versions of OpenAPI are written from. */
export interface Operation {
  readonly method: Method;
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  /** `x-kubernetes-action`. */
  readonly action: "list" | "get" | "post" | "put" | "patch" | "delete" | "deletecollection" | "connect";
  readonly kind: GroupVersionKind;
  readonly parameters: readonly Parameter[];
  /** Definition of the body that is sent. */
  readonly body?: string;
  /** Definition of the answer; undefined for plain text. */
  readonly answer?: string;
  readonly successCodes: readonly number[];
}

export interface PathItem {
  readonly path: string;
  /** Parameters of all its operations. */
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

/** Finds the definition of a kind among those that the document carries. */
export type DefinitionOf = (kind: GroupVersionKind) => string | undefined;

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
const status = `${meta}.Status`;
const deleteOptions = `${meta}.DeleteOptions`;

/** Every path of a resource and its subresources, with what may be done there. */
export function pathsOf(info: ResourceInfo, definitionOf: DefinitionOf): PathItem[] {
  const { group, version, resource, namespaced } = info;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`;
  const scope = namespaced ? [namespaceParameter, prettyParameter] : [prettyParameter];
  const items: PathItem[] = [
    { path: collection, parameters: scope, operations: collectionOperations(info, definitionOf) },
    { path: `${collection}/{name}`, parameters: [nameParameter, ...scope], operations: objectOperations(info, definitionOf) },
  ];
  if (namespaced && info.verbs.includes("list")) {
    items.push({ path: `${root}/${resource}`, parameters: [prettyParameter], operations: [listOperation(info, definitionOf, "AllNamespaces")] });
  }
  for (const subresource of info.subresources)
    items.push(...subresourcePaths(info, subresource, `${collection}/{name}/${subresource.name}`, scope, definitionOf));
  return items.filter(({ operations }) => operations.length > 0);
}

type Draft = Omit<Operation, "tag" | "kind" | "id"> & { readonly verb: string; readonly suffix?: string };

function operation(info: ResourceInfo, draft: Draft, kind: GroupVersionKind = kindOf(info)): Operation {
  const { verb, suffix = "", ...rest } = draft;
  const { tag, inScope, subject } = namesOf(info);
  return { ...rest, tag, kind, id: `${verb}${subject}${inScope}${suffix}` };
}

function kindOf({ group, version, kind }: ResourceInfo): GroupVersionKind {
  return { group, version, kind };
}

function listOperation(info: ResourceInfo, definitionOf: DefinitionOf, scope: "Own" | "AllNamespaces"): Operation {
  const { subject, inScope, tag } = namesOf(info);
  return {
    method: "get",
    id: scope === "Own" ? `list${subject}${inScope}` : `list${subject}${info.kind}ForAllNamespaces`,
    tag,
    description: `list or watch objects of kind ${info.kind}`,
    action: "list",
    kind: kindOf(info),
    parameters: listParameters,
    answer: definitionOf({ ...kindOf(info), kind: `${info.kind}List` }),
    successCodes: [200],
  };
}

function collectionOperations(info: ResourceInfo, definitionOf: DefinitionOf): Operation[] {
  const { kind, verbs } = info;
  const own = definitionOf(kindOf(info));
  const operations: Operation[] = [];
  if (verbs.includes("list")) operations.push(listOperation(info, definitionOf, "Own"));
  if (verbs.includes("create")) {
    operations.push(
      operation(info, {
        method: "post",
        verb: "create",
        description: `create a ${kind}`,
        action: "post",
        parameters: writeParameters,
        body: own,
        answer: own,
        successCodes: [200, 201, 202],
      }),
    );
  }
  if (verbs.includes("deletecollection")) {
    const { subject, inScope, tag } = namesOf(info);
    operations.push({
      method: "delete",
      id: `delete${subject}Collection${inScope}`,
      tag,
      description: `delete collection of ${kind}`,
      action: "deletecollection",
      kind: kindOf(info),
      parameters: deleteCollectionParameters,
      body: deleteOptions,
      answer: status,
      successCodes: [200],
    });
  }
  return operations;
}

function objectOperations(info: ResourceInfo, definitionOf: DefinitionOf): Operation[] {
  const operations = readAndWrite(info, info.verbs, definitionOf(kindOf(info)), "");
  if (info.verbs.includes("delete")) {
    operations.push(
      operation(info, {
        method: "delete",
        verb: "delete",
        description: `delete a ${info.kind}`,
        action: "delete",
        parameters: deleteParameters,
        body: deleteOptions,
        answer: status,
        successCodes: [200, 202],
      }),
    );
  }
  return operations;
}

function readAndWrite(info: ResourceInfo, verbs: readonly string[], body: string | undefined, suffix: string, kind?: GroupVersionKind): Operation[] {
  const what = `${suffix === "" ? "" : `${suffix.toLowerCase()} of `}the specified ${info.kind}`;
  const operations: Operation[] = [];
  if (verbs.includes("get")) {
    operations.push(
      operation(
        info,
        { method: "get", verb: "read", suffix, description: `read ${what}`, action: "get", parameters: [], answer: body, successCodes: [200] },
        kind,
      ),
    );
  }
  if (verbs.includes("update")) {
    operations.push(
      operation(
        info,
        {
          method: "put",
          verb: "replace",
          suffix,
          description: `replace ${what}`,
          action: "put",
          parameters: writeParameters,
          body,
          answer: body,
          successCodes: [200, 201],
        },
        kind,
      ),
    );
  }
  if (verbs.includes("patch")) {
    operations.push(
      operation(
        info,
        {
          method: "patch",
          verb: "patch",
          suffix,
          description: `partially update ${what}`,
          action: "patch",
          parameters: patchParameters,
          body: `${meta}.Patch`,
          answer: body,
          successCodes: [200, 201],
        },
        kind,
      ),
    );
  }
  return operations;
}

const connects = new Set(["exec", "attach", "portforward", "proxy"]);
const connectMethods: Readonly<Record<string, Method>> = { create: "post", delete: "delete", get: "get", patch: "patch", update: "put" };

function subresourcePaths(info: ResourceInfo, subresource: SubresourceInfo, path: string, scope: readonly Parameter[], definitionOf: DefinitionOf): PathItem[] {
  const { name, verbs } = subresource;
  const kind = { group: subresource.group ?? info.group, version: subresource.version ?? info.version, kind: subresource.kind };
  const suffix = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const own = [nameParameter, ...scope.filter((parameter) => parameter !== prettyParameter)];
  if (connects.has(name)) {
    const parameters = [...own, ...(subresourceParameters[name] ?? [])];
    const items = [{ path, parameters, operations: connectOperations(info, verbs, kind, suffix) }];
    if (name !== "proxy") return items;
    return [
      ...items,
      { path: `${path}/{path}`, parameters: [...own, restOfPathParameter], operations: connectOperations(info, verbs, kind, `${suffix}WithPath`) },
    ];
  }
  if (name === "log") {
    const log = operation(info, {
      method: "get",
      verb: "read",
      suffix,
      description: `read log of the specified ${info.kind}`,
      action: "get",
      parameters: [],
      successCodes: [200],
    });
    return [{ path, parameters: [...own, ...(subresourceParameters.log ?? []), prettyParameter], operations: [log] }];
  }
  const body = definitionOf(kind);
  const operations = readAndWrite(info, verbs, body, suffix, kind);
  if (verbs.includes("create")) {
    operations.push(
      operation(
        info,
        {
          method: "post",
          verb: "create",
          suffix,
          description: `create ${name} of a ${info.kind}`,
          action: "post",
          parameters: writeParameters,
          body,
          answer: body,
          successCodes: [200, 201, 202],
        },
        kind,
      ),
    );
  }
  return [{ path, parameters: [nameParameter, ...scope], operations }];
}

function connectOperations(info: ResourceInfo, verbs: readonly string[], kind: GroupVersionKind, suffix: string): Operation[] {
  const { tag, subject, inScope } = namesOf(info);
  return verbs.flatMap((verb): Operation[] => {
    const method = connectMethods[verb];
    if (method === undefined) return [];
    const id = `connect${subject}${method[0]?.toUpperCase()}${method.slice(1)}${inScope}${suffix}`;
    return [
      {
        method,
        id,
        tag,
        description: `connect ${method.toUpperCase()} requests to ${suffix.toLowerCase()} of ${info.kind}`,
        action: "connect",
        kind,
        parameters: [],
        successCodes: [200],
      },
    ];
  });
}
