import type { FieldSchema } from "../../src/api/facts/definition.ts";
import type { Description } from "./descriptions.ts";
import { definitions } from "./facts.ts";
import { writeGenerated } from "./output.ts";

/** What stands for a definition that is not an object with fields. Decoding brings quantities and times to their one written form. */
const writtenForms: Readonly<Record<string, string>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "string",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string",
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "Record<string, unknown>",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "Record<string, unknown>",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "Record<string, unknown>",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "number | string",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "Json",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "JSONSchemaProps | JSONSchemaProps[]",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "JSONSchemaProps | boolean",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "JSONSchemaProps | string[]",
};

/** Types that machinery defines; the generated ones pass them on under the same name. */
const machineryTypes = new Set(["ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "ListMeta"]);

interface Place {
  readonly module: string;
  readonly name: string;
}

/** `io.k8s.api.core.v1.Pod` goes to `core/v1`; what belongs to no API group goes to `meta/v1`. */
function placeOf(definition: string): Place {
  const parts = definition.split(".");
  const name = parts.pop() as string;
  const version = parts.pop() as string;
  const group = parts.pop() as string;
  return { module: /^v\d+$/.test(version) ? `${group}/${version}` : "meta/v1", name };
}

type Descriptions = Readonly<Record<string, Description>>;

/** Writes `src/api/types/<group>/<version>.gen.ts`, with the texts of `kubectl explain` as comments. */
export function writeTypes(descriptions: Descriptions): void {
  const modules = new Map<string, string[]>();
  for (const definition of Object.keys(definitions)) {
    const { module } = placeOf(definition);
    modules.set(module, [...(modules.get(module) ?? []), definition]);
  }
  for (const [module, names] of modules)
    writeGenerated(`src/api/types/${module}.gen.ts`, "src/api/facts/schemas.json", moduleText(module, names, descriptions));
}

function moduleText(module: string, names: readonly string[], descriptions: Descriptions): string {
  const imports = new Map<string, Set<string>>();
  const use = (definition: string): string => {
    const place = placeOf(definition);
    if (place.module !== module) importsOf(imports, `../${place.module}.gen.ts`).add(place.name);
    return place.name;
  };
  const bodies = names.map((definition) => declaration(definition, use, descriptions[definition])).filter((text) => text !== "");
  if (bodies.some((text) => /\bJson\b/.test(text))) importsOf(imports, "../../../machinery/meta/object.ts").add("Json");
  if (module === "meta/v1") {
    const passed = [...machineryTypes].join(", ");
    bodies.unshift(`export type { ${passed} };\n`);
    for (const name of machineryTypes) importsOf(imports, "../../../machinery/meta/object.ts").add(name);
  }
  const lines = [...imports].map(([from, types]) => `import type { ${[...types].sort().join(", ")} } from "${from}";\n`);
  return `${lines.join("")}\n${bodies.join("\n")}`;
}

function importsOf(imports: Map<string, Set<string>>, from: string): Set<string> {
  const known = imports.get(from) ?? new Set<string>();
  imports.set(from, known);
  return known;
}

function declaration(definition: string, use: (definition: string) => string, description: Description | undefined): string {
  const { module, name } = placeOf(definition);
  if (module === "meta/v1" && machineryTypes.has(name)) return "";
  const written = writtenForms[definition];
  if (written !== undefined) return `export type ${name} = ${written};\n`;
  const schema = definitions[definition] as FieldSchema;
  if (schema.properties === undefined) return `export type ${name} = Record<string, never>;\n`;
  const required = new Set(schema.required);
  if (schema["x-kubernetes-group-version-kind"] !== undefined || name.endsWith("TemplateSpec")) addAlwaysPresent(schema.properties, required, name);
  const fields = Object.entries(schema.properties).map(([field, fieldSchema]) => {
    const optional = required.has(field) ? "" : "?";
    return `${comment("  ", description?.fields[field])}  ${propertyName(field)}${optional}: ${typeOf(fieldSchema, use)};\n`;
  });
  return `${comment("", description?.self)}export interface ${name} {\n${fields.join("")}}\n`;
}

/** Decoding always leaves a kind with its metadata and spec and a template with its spec, even where the sender left them out. */
function addAlwaysPresent(properties: Readonly<Record<string, FieldSchema>>, required: Set<string>, name: string): void {
  const fields = name.endsWith("TemplateSpec") ? ["spec"] : ["metadata", "spec"];
  for (const field of fields) if (properties[field]?.$ref !== undefined) required.add(field);
}

function comment(indent: string, text: string | undefined): string {
  return text === undefined ? "" : `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n`;
}

function propertyName(field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field);
}

function typeOf(schema: FieldSchema, use: (definition: string) => string): string {
  if (schema.$ref !== undefined) return use(schema.$ref);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (schema.type) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "array":
      return arrayOf(typeOf(schema.items ?? {}, use));
    case "object":
      return schema.additionalProperties === undefined ? "Record<string, unknown>" : `Record<string, ${typeOf(schema.additionalProperties, use)}>`;
    default:
      return "unknown";
  }
}

function arrayOf(item: string): string {
  return item.includes(" ") ? `(${item})[]` : `${item}[]`;
}
