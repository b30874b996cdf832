import assert from "node:assert/strict";
import { test } from "node:test";
import { type Negotiated, negotiate, negotiateError } from "./negotiate.ts";

const json: Negotiated = { mediaType: "application/json", form: "object", formVersion: "", pretty: false };
const yaml: Negotiated = { ...json, mediaType: "application/yaml" };
const metaV1 = "v=v1;g=meta.k8s.io";
const protobuf = "application/vnd.kubernetes.protobuf";

const picked: { name: string; accept: string; is: Negotiated | "406" }[] = [
  { name: "of equals the first", accept: "application/yaml, application/json", is: yaml },
  { name: "the better quality before the first", accept: "application/json;q=0.1, application/yaml;q=0.5", is: yaml },
  { name: "a quality that is not said is the best", accept: "application/yaml;q=0.9, application/json", is: json },
  { name: "what is named before any", accept: "*/*, application/yaml", is: yaml },
  { name: "any, where nothing that is named is served", accept: "text/html, */*;q=0.8", is: json },
  { name: "JSON for who would rather have protobuf", accept: `${protobuf},application/json`, is: json },
  { name: "nothing for who takes protobuf alone", accept: protobuf, is: "406" },
  { name: "nothing for who takes HTML alone", accept: "text/html", is: "406" },
  { name: "indented", accept: "application/json;pretty=1", is: { ...json, pretty: true } },
  { name: "a stream of watch events", accept: "application/json;stream=watch", is: json },
  { name: "no other stream", accept: "application/json;stream=log", is: "406" },
  { name: "the meta group's version", accept: "application/json;sv=v1", is: json },
  { name: "no other version of the meta group", accept: "application/json;sv=v2", is: "406" },
  { name: "a parameter that nobody knows", accept: "application/json;profile=x", is: json },
  { name: "a table", accept: `application/json;as=Table;${metaV1}`, is: { ...json, form: "table", formVersion: "v1" } },
  { name: "the next where a form is not served", accept: `application/json;as=Picture;${metaV1},application/yaml`, is: yaml },
  { name: "nothing where a form's version is not served", accept: "application/json;as=Table;v=v2;g=meta.k8s.io", is: "406" },
];

for (const { name, accept, is } of picked) {
  test(`an Accept header picks ${name}`, () => {
    if (is === "406") assert.throws(() => negotiate(accept), { code: 406 });
    else assert.deepEqual(negotiate(accept), is);
  });
}

test("what has no table takes the next clause, and nothing where there is none", () => {
  const table = `application/json;as=Table;${metaV1}`;
  assert.equal(negotiate(`${table},application/json`).form, "table");
  assert.deepEqual(negotiate(`${table},application/json`, { hasTable: false }), json);
  assert.deepEqual(negotiate(`${table},application/yaml`, { hasTable: false }), yaml);
  assert.throws(() => negotiate(table, { hasTable: false }), { code: 406 });
  assert.equal(negotiate(`${table},application/yaml`).form, "table");
});

test("an error is written in what the client takes, and in JSON for who takes nothing of ours", () => {
  assert.deepEqual(negotiateError("application/yaml"), yaml);
  assert.deepEqual(negotiateError(`application/yaml;as=Table;${metaV1}`), json);
  assert.deepEqual(negotiateError("text/html"), json);
  assert.deepEqual(negotiateError(undefined), json);
});
