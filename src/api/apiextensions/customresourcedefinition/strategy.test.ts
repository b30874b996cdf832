import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import { deepFreeze } from "../../../machinery/meta/deep-freeze.ts";
import type { CustomResourceDefinition, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion, JSONSchemaProps } from "../../types/apiextensions/v1.gen.ts";
import { strategy } from "./strategy.ts";

const text: JSONSchemaProps = { type: "string" };

function aVersion(overrides: Partial<CustomResourceDefinitionVersion> = {}): CustomResourceDefinitionVersion {
  return { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", properties: { a: text } } }, ...overrides };
}

function aDefinition(spec: Partial<CustomResourceDefinitionSpec> = {}, status: Partial<CustomResourceDefinition["status"] & object> = {}): CustomResourceDefinition {
  return {
    metadata: { name: "foos.a.io", generation: 1, resourceVersion: "1" },
    spec: { group: "a.io", scope: "Namespaced", names: { plural: "foos", singular: "foo", kind: "Foo", listKind: "FooList" }, conversion: { strategy: "None" }, versions: [aVersion()], ...spec },
    status: { acceptedNames: { kind: "", plural: "" }, conditions: [], storedVersions: ["v1"], ...status },
  };
}

/** A definition of one schema. */
function withSchema(schema: JSONSchemaProps): CustomResourceDefinition {
  return aDefinition({ versions: [aVersion({ schema: { openAPIV3Schema: schema } })] });
}

function withField(a: JSONSchemaProps): CustomResourceDefinition {
  return withSchema({ type: "object", properties: { a } });
}

function saidOfUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition): string[] {
  return (strategy.validateUpdate?.(deepFreeze(definition), deepFreeze(old)) ?? []).map(formatFieldError);
}

describe("a definition that is there already", () => {
  const kept: readonly { readonly name: string; readonly old: CustomResourceDefinition; readonly said: string }[] = [
    { name: "a type that nobody knows", old: withField({ type: "text" }), said: 'spec.validation.openAPIV3Schema.properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"' },
    { name: "a default with fields that nobody knows", old: withField({ type: "object", default: { b: 1 } }), said: 'spec.validation.openAPIV3Schema.properties[a].default: Invalid value: {"b":1}: must not have unknown fields' },
    { name: "a set of sets", old: withField({ type: "array", "x-kubernetes-list-type": "set", items: { type: "array", items: text, "x-kubernetes-list-type": "set" } }), said: 'spec.validation.openAPIV3Schema.properties[a].items.x-kubernetes-list-type: Invalid value: "set": must be atomic as item of a list with x-kubernetes-list-type=set' },
    { name: "a set of what may be null", old: withField({ type: "array", "x-kubernetes-list-type": "set", items: { ...text, nullable: true } }), said: "spec.validation.openAPIV3Schema.properties[a].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set" },
    { name: "a version that is not served and has no schema", old: aDefinition({ versions: [aVersion(), { name: "v0", served: false, storage: false }] }), said: "spec.versions[1].schema.openAPIV3Schema: Required value" },
    {
      name: "a webhook of versions that nobody speaks",
      old: aDefinition({ conversion: { strategy: "Webhook", webhook: { clientConfig: { url: "https://a.io" }, conversionReviewVersions: ["v9"] } } }),
      said: 'spec.conversion.conversionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
    },
    {
      name: "more fields to select by than eight",
      old: aDefinition({ versions: [aVersion({ schema: { openAPIV3Schema: { type: "object", properties: Object.fromEntries([..."abcdefghi"].map((name) => [name, text])) } }, selectableFields: [..."abcdefghi"].map((name) => ({ jsonPath: `.${name}` })) })] }),
      said: "spec.selectableFields: Too many: 9: must have at most 8 items",
    },
  ];

  for (const { name, old, said } of kept) {
    test(`keeps ${name}, which a new one may not have`, () => {
      assert.deepEqual(strategy.validateCreate?.(old).map(formatFieldError), [said]);
      assert.deepEqual(saidOfUpdate(old, old), []);
      assert.deepEqual(saidOfUpdate(old, aDefinition()), [said]);
    });
  }

  test("keeps its group of the community's without an approval, and may say that it has none", () => {
    const old = aDefinition({ group: "a.k8s.io" });
    assert.deepEqual(saidOfUpdate(old, old), []);
    const annotations = { "api-approved.kubernetes.io": "unapproved, an experiment" };
    assert.deepEqual(saidOfUpdate({ ...old, metadata: { ...old.metadata, annotations } }, old), []);
  });

  test("keeps a rule that costs too much while its version's schema stays as it is, but not all of them together", () => {
    const searched = (maxItems: number, ...more: readonly string[]): JSONSchemaProps => ({ type: "object", properties: Object.fromEntries(["a", ...more].map((name) => [name, { type: "array", maxItems, items: { ...text, "x-kubernetes-validations": [{ rule: "self.contains('a')" }] } }])) });
    const old = withSchema(searched(40));
    const costs = (factor: string, name = "estimated rule cost") => `${name} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
    const said = (schema: string) => `${schema}.properties[a].items.x-kubernetes-validations[0].rule: Forbidden: ${costs("1.258296x")}`;
    assert.deepEqual(strategy.validateCreate?.(old).map(formatFieldError), [said("spec.validation.openAPIV3Schema")]);
    assert.deepEqual(saidOfUpdate(old, old), []);
    assert.deepEqual(saidOfUpdate(old, aDefinition()), [said("spec.validation.openAPIV3Schema")]);
    const [version] = old.spec.versions;
    const two = aDefinition({ versions: [version as CustomResourceDefinitionVersion, aVersion({ name: "v2", storage: false, schema: { openAPIV3Schema: searched(40, "b") } })] });
    assert.deepEqual(saidOfUpdate(two, two), []);
    assert.deepEqual(saidOfUpdate(two, old), [said("spec.versions[1].schema.openAPIV3Schema"), said("spec.versions[1].schema.openAPIV3Schema").replace("[a]", "[b]")]);
    const many = withSchema(searched(160, "b"));
    const contributed = (name: string) => `spec.validation.openAPIV3Schema.properties[${name}].items.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`;
    assert.deepEqual(saidOfUpdate(many, many), [contributed("a"), contributed("b"), `spec.validation.openAPIV3Schema: Forbidden: ${costs("1.006637x", "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema")}`]);
  });

  test("a version without a schema may not be served", () => {
    const old = aDefinition({ versions: [aVersion(), { name: "v0", served: false, storage: false }] });
    const served = aDefinition({ versions: [aVersion(), { name: "v0", served: true, storage: false }] });
    assert.deepEqual(saidOfUpdate(served, old), ["spec.versions[1].schema.openAPIV3Schema: Required value: because otherwise all fields are pruned"]);
  });

  test("its schemas must be structural all the same, for what they do not know is pruned", () => {
    const old = withField({});
    assert.deepEqual(saidOfUpdate(old, old), ["spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields"]);
  });
});

describe("a definition whose kind is served", () => {
  const established = { conditions: [{ type: "Established", status: "True" }] };

  test("keeps its scope and its kind", () => {
    const changed = aDefinition({ scope: "Cluster", names: { plural: "foos", singular: "foo", kind: "Bar", listKind: "FooList" } });
    assert.deepEqual(saidOfUpdate(changed, aDefinition({}, established)), ['spec.scope: Invalid value: "Cluster": field is immutable', 'spec.names.kind: Invalid value: "Bar": field is immutable']);
    assert.deepEqual(saidOfUpdate(changed, aDefinition()), []);
  });

  test("calls its webhook by certificates that are some, unless they were none before", () => {
    const calling = (caBundle: string) => ({ conversion: { strategy: "Webhook", webhook: { clientConfig: { url: "https://a.io", caBundle }, conversionReviewVersions: ["v1"] } } });
    const junk = btoa("junk");
    const pem = btoa("-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n");
    assert.deepEqual(saidOfUpdate(aDefinition(calling(junk)), aDefinition({}, established)), [`spec.conversion.webhookClientConfig.caBundle: Invalid value: "${junk}": unable to load root certificates: unable to parse bytes as PEM block`]);
    assert.deepEqual(saidOfUpdate(aDefinition(calling(junk)), aDefinition(calling(junk), established)), []);
    assert.deepEqual(saidOfUpdate(aDefinition(calling(pem)), aDefinition({}, established)), []);
    assert.deepEqual(strategy.validateCreate?.(aDefinition(calling(junk))), []);
  });
});

describe("warnings", () => {
  const warned = (field: JSONSchemaProps) => strategy.warningsOnCreate?.(withField(field));

  test("are given of formats that say nothing, each once", () => {
    assert.deepEqual(warned({ type: "object", properties: { b: { ...text, format: "colour" }, c: { ...text, format: "colour" }, d: { type: "array", items: { type: "integer", format: "double" } } } }), ['unrecognized format "colour"', 'unrecognized format "double"']);
    assert.deepEqual(warned({ type: "object", properties: { b: { ...text, format: "date-time" }, c: { type: "number", format: "double" } } }), []);
  });

  test("are given of a change only where the format is new", () => {
    const old = withField({ ...text, format: "colour" });
    assert.deepEqual(strategy.warningsOnUpdate?.(old, old), []);
    assert.deepEqual(strategy.warningsOnUpdate?.(old, aDefinition()), ['unrecognized format "colour"']);
  });
});

test("eight fields to select by are not too many", () => {
  const names = [..."abcdefgh"];
  const version = aVersion({ schema: { openAPIV3Schema: { type: "object", properties: Object.fromEntries(names.map((name) => [name, text])) } }, selectableFields: names.map((name) => ({ jsonPath: `.${name}` })) });
  assert.deepEqual(strategy.validateCreate?.(aDefinition({ versions: [version] })), []);
});

test("a new definition has stored nothing but its storage version, whatever its status says", () => {
  const definition = aDefinition({ versions: [aVersion({ name: "v2" }), aVersion()] }, { storedVersions: ["v0"], acceptedNames: { kind: "X", plural: "xs" } });
  strategy.prepareForCreate?.(definition, { now: 0 });
  assert.deepEqual(definition.status, { storedVersions: ["v2"], conditions: [], acceptedNames: { kind: "", plural: "" } });
});

test("a storage version is remembered until its objects have been moved", () => {
  const definition = aDefinition({ versions: [aVersion({ name: "v2" }), aVersion({ storage: false })] });
  strategy.prepareForUpdate?.(definition, aDefinition(), { now: 0 });
  assert.deepEqual(definition.status?.storedVersions, ["v1", "v2"]);
  assert.equal(definition.metadata.generation, 2);
});

test("the status endpoint looks at accepted names only", () => {
  const status = strategy.subresources?.status;
  const definition = aDefinition({ scope: "World" }, { storedVersions: [], acceptedNames: { plural: "A", kind: "" } });
  assert.deepEqual(status?.validateUpdate?.(definition, aDefinition()).map(({ field }) => field), ["status.acceptedNames.plural"]);
});

test("more mistakes than a call has room for arguments are all told", () => {
  const properties = Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [`f${index}`, {}]));
  assert.equal(strategy.validateCreate?.(withSchema({ type: "object", properties })).length, 150_000);
});

describe("rules of defaults", () => {
  const ruled = (value: string, ...rules: readonly string[]): JSONSchemaProps => ({ ...text, default: value, "x-kubernetes-validations": rules.map((rule) => ({ rule })) });
  const said = (properties: Record<string, JSONSchemaProps>) => strategy.validateCreate?.(withSchema({ type: "object", properties })).map(formatFieldError);
  const field = (name: string) => `spec.validation.openAPIV3Schema.properties[${name}].default`;
  /** Looking through it costs nine tenths of what one evaluation may cost, and so 11 times of it nearly all that defaults may cost. */
  const long = "a".repeat(9_000_000);
  const never = "self.contains('b')";

  test("run until they have cost what all of them may, and none after that", () => {
    const [first, ...others] = said({ a: ruled(long, ...Array.from({ length: 12 }, () => never)), b: ruled("b", "false") }) ?? [];
    assert.equal(first?.endsWith(`: failed rule: ${never}`), true);
    assert.equal(others.length, 11);
    assert.equal(others.at(-1), `${field("a")}: Invalid value: "string": validation failed due to running out of cost budget, no further validation rules will be run`);
    assert.equal(said({ a: ruled(long, ...Array.from({ length: 11 }, () => never)), b: ruled("b", "false") })?.at(-1), `${field("b")}: Invalid value: "b": failed rule: false`);
  });

  test("may cost exactly what they may, but nothing comes after that", () => {
    const exact = "a".repeat(9_999_990);
    const errors = said({ a: ruled(exact, ...Array.from({ length: 10 }, () => never)), b: ruled("b", "false") }) ?? [];
    assert.equal(errors.length, 11);
    assert.equal(errors.at(-2)?.endsWith(`: failed rule: ${never}`), true);
    assert.equal(errors.at(-1), `${field("b")}: Invalid value: "string": validation failed due to running out of cost budget, no further validation rules will be run`);
  });

  test("end with one that costs more than an evaluation may", () => {
    const cancelled = `${field("a")}: Invalid value: "string": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${never}`;
    assert.deepEqual(said({ a: ruled(long + long, never, "false"), b: ruled("b", "false") }), [cancelled]);
  });

  test("know what an item was before only where items have names", () => {
    const item: JSONSchemaProps = { type: "object", required: ["k"], properties: { k: { ...text, maxLength: 3 } }, "x-kubernetes-validations": [{ rule: "self != oldSelf" }] };
    const list = { type: "array", maxItems: 2, items: item, default: [{ k: "v" }] };
    const before = "spec.validation.openAPIV3Schema.properties[a]";
    assert.deepEqual(said({ a: { ...list, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"] } }), [`${before}.default[0]: Invalid value: failed rule: self != oldSelf`]);
    assert.deepEqual(said({ a: list }), [`${before}.items.x-kubernetes-validations[0].rule: Invalid value: "self != oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${before}`]);
  });
});

test("rules may cost exactly what each of them, and what all of them together may", () => {
  const flags = (maxItems: number): JSONSchemaProps => ({ type: "array", maxItems, items: { type: "boolean", "x-kubernetes-validations": [{ rule: "self" }] } });
  const ten = Object.fromEntries([..."abcdefghij"].map((name) => [name, flags(10_000_000)]));
  const said = (properties: Record<string, JSONSchemaProps>) => strategy.validateCreate?.(withSchema({ type: "object", properties })).map(({ field }) => field);
  assert.deepEqual(said(ten), []);
  const rule = (name: string) => `spec.validation.openAPIV3Schema.properties[${name}].items.x-kubernetes-validations[0].rule`;
  assert.deepEqual(said({ ...ten, k: flags(1) }), [..."abcd"].map(rule).concat("spec.validation.openAPIV3Schema"));
  assert.deepEqual(said({ k: flags(10_000_001) }), [rule("k")]);
});
