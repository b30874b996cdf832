import shapes from "../facts/go-shapes.json" with { type: "json" };
import schemas from "../facts/schemas.json" with { type: "json" };
import type { Definitions, FieldSchema } from "../facts/definition.ts";
import type { GroupVersionKind } from "../../machinery/meta/resource.ts";

/** What upstream's Go types know about fields and OpenAPI does not say. */
export interface GoShape {
  /** Fields that tell "absent" from their zero value. */
  readonly pointers?: readonly string[];
  /** Fields that are written even when they hold their zero value. */
  readonly kept?: readonly string[];
  /** Go types of fields where OpenAPI says less: `v1.PullPolicy`, `v1.ResourceList`. Decode errors name them. */
  readonly types?: Readonly<Record<string, string>>;
}

/** Every definition of the 1.36 API. Widened on purpose: the literal type of so large a file helps nobody. */
export const definitions: Definitions = schemas as unknown as Definitions;
const goShapes = shapes as unknown as Readonly<Record<string, GoShape>>;
const noShape: GoShape = {};

export function definitionNamed(name: string): FieldSchema {
  const definition = definitions[name];
  if (definition === undefined) throw new Error(`the schema facts hold no definition ${name}`);
  return definition;
}

export function goShapeOf(name: string): GoShape {
  return goShapes[name] ?? noShape;
}

let byKind: Map<string, string> | undefined;

/** Kinds that travel under the version of whatever they are about, and so belong to every group. */
const kindsOfAllGroups = new Map([
  ["DeleteOptions", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"],
  ["WatchEvent", "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent"],
]);

/** The definition's name of a kind: `definitionOf({group: "batch", version: "v1", kind: "Job"})` is `io.k8s.api.batch.v1.Job`. */
export function definitionOf({ group, version, kind }: GroupVersionKind): string | undefined {
  byKind ??= indexByKind();
  return byKind.get(`${group}/${version}/${kind}`) ?? kindsOfAllGroups.get(kind);
}

function indexByKind(): Map<string, string> {
  const index = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of definition["x-kubernetes-group-version-kind"] ?? []) index.set(`${group}/${version}/${kind}`, name);
  }
  return index;
}

/** The last part of a definition's name, which is also the name of its Go type. */
export function shortName(definition: string): string {
  return definition.slice(definition.lastIndexOf(".") + 1);
}
