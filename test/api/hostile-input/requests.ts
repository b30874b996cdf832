import type { ResourceInfo } from "../../../src/api/resource-info.ts";
import type { Dice } from "./dice.ts";
import { bodyOf, names, targetOf } from "./targets.ts";
import { absurdTexts, anyValue } from "./values.ts";

/** Whose connection carries the request. `nobody` shows nothing; the certificates of the last two prove nothing. */
export type Sender = "admin" | "nobody" | "powerless" | "expired" | "forged";

export interface HostileRequest {
  /** The family it comes from, for the report. */
  readonly family: string;
  readonly sender: Sender;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

type Family = (dice: Dice, served: readonly ResourceInfo[]) => HostileRequest;

const json = { "content-type": "application/json" };
const patchTypes = ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];
const validations = ["", "?fieldValidation=Strict", "?fieldValidation=Warn", "?fieldValidation=Ignore", "?fieldValidation=Nonsense", "?dryRun=All", "?dryRun=Some"];

function request(family: string, part: Partial<HostileRequest> & Pick<HostileRequest, "path">): HostileRequest {
  return { family, sender: "admin", method: "POST", headers: json, ...part };
}

/** Kinds with a body of their own that can be written. */
function writable(dice: Dice, served: readonly ResourceInfo[]): ResourceInfo {
  return dice.one(served.filter(({ verbs }) => verbs.includes("create")));
}

/** A path to one object, sometimes to a subresource of it. */
function objectPath(dice: Dice, info: ResourceInfo): string {
  const subresource = dice.chance(0.3) && info.subresources.length > 0 ? `/${dice.one(info.subresources).name}` : "";
  return `${targetOf(info).collection}/${dice.one(names)}${subresource === "/proxy" ? "" : subresource}`;
}

/** Text that was JSON once: cut off, with a byte changed, with a key twice, with something behind it. */
export function spoiled(text: string, dice: Dice): string {
  const at = dice.int(text.length + 1);
  switch (dice.int(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + dice.one(["\0", "}", "]", ",", '"', "\\u12", "1", "é"]) + text.slice(at + 1);
    case 2:
      return text.replace("{", `{"metadata":{"name":"twice"},"spec":1,`);
    case 3:
      return text + dice.one([text, "x", "\n---\n", "}"]);
    case 4:
      return text.replaceAll('"', "'");
    default:
      return text.slice(at);
  }
}

const bodies: Family = (dice, served) => {
  const info = writable(dice, served);
  const body = JSON.stringify(bodyOf(info, dice, dice.one([0, 0.02, 0.1, 0.4])));
  return request("bodies", { path: targetOf(info).collection + dice.one(validations), body });
};

const replacements: Family = (dice, served) => {
  const info = writable(dice, served);
  return request("replacements", { method: "PUT", path: objectPath(dice, info) + dice.one(validations), body: JSON.stringify(bodyOf(info, dice, dice.one([0, 0.05, 0.3]))) });
};

const syntax: Family = (dice, served) => {
  const info = writable(dice, served);
  const yaml = dice.chance(0.4);
  const text = JSON.stringify(bodyOf(info, dice, 0.05));
  const body = yaml ? spoiled(dice.one([text, "a: [b\n", "a: &x [*x]\n", "? {a: 1}\n: b", "!!binary x", "%YAML 9\n---\na: 1", "a: b: c", "\t- x", "a: 1\na: 2\n", "&a [*a, *a]", "<<: {a: 1}", "!!js/function 'x'"]), dice) : spoiled(text, dice);
  return request("syntax", { path: targetOf(info).collection + dice.one(validations), headers: { "content-type": yaml ? "application/yaml" : "application/json" }, body });
};

const anything: Family = (dice, served) => {
  const info = writable(dice, served);
  return request("anything", { method: dice.one(["POST", "PUT"]), path: dice.chance(0.5) ? targetOf(info).collection : objectPath(dice, info), body: JSON.stringify(anyValue(dice)) });
};

const nesting: Family = (dice, served) => {
  const info = writable(dice, served);
  const depth = dice.one([100, 1_000, 10_000, 50_000]);
  const [open, close] = dice.one([["[", "]"], ['{"a":', "}"], ['{"metadata":{"labels":', "}}"]] as const);
  const whole = open.repeat(depth) + (open.endsWith(":") ? "1" : "") + close.repeat(dice.chance(0.7) ? depth : 0);
  const body = dice.chance(0.5) ? whole : `{"kind":"${info.kind}","metadata":{"name":"deep"},"spec":${whole}}`;
  const method = dice.one(["POST", "PATCH", "PUT"]);
  const contentType = method === "PATCH" ? dice.one(patchTypes) : dice.one(["application/json", "application/yaml"]);
  // YAML this deep is only a slow way to the same refusal.
  return request("nesting", { method, path: method === "POST" ? targetOf(info).collection : objectPath(dice, info), headers: { "content-type": contentType }, body: contentType.endsWith("yaml") ? body.slice(0, 4_000) : body });
};

const patches: Family = (dice, served) => {
  const info = dice.one(served.filter(({ verbs }) => verbs.includes("patch")));
  const contentType = dice.one(patchTypes);
  const body = JSON.stringify(contentType === patchTypes[0] ? jsonPatch(dice) : dice.chance(0.2) ? anyValue(dice) : { ...bodyOf(info, dice, dice.one([0, 0.05, 0.3])), ...directives(dice) });
  const query = contentType.includes("apply") ? dice.one(["?fieldManager=a", "?fieldManager=b", "?fieldManager=b&force=true", "", "?force=maybe", `?fieldManager=${"m".repeat(200)}`]) : dice.one(validations);
  return request("patches", { method: "PATCH", path: objectPath(dice, info) + query, headers: { "content-type": contentType }, body: dice.chance(0.1) ? spoiled(body, dice) : body });
};

function jsonPatch(dice: Dice): unknown {
  if (dice.chance(0.1)) return anyValue(dice);
  const pointer = () => dice.one(["", "/", "/metadata", "/metadata/name", "/metadata/labels/a", "/metadata/uid", "/metadata/resourceVersion", "/metadata/finalizers/-", "/spec", "/spec/containers/0", "/spec/containers/-1", "/spec/containers/99", "/data/k", "/kind", "/a~0b~1c", "/~", "no-slash", "/__proto__/x", "/constructor/prototype/x", 7]);
  return dice.some(6, () => ({ op: dice.one(["add", "remove", "replace", "move", "copy", "test", "explode", 1]), path: pointer(), ...(dice.chance(0.5) ? { from: pointer() } : {}), ...(dice.chance(0.8) ? { value: anyValue(dice) } : {}) }));
}

function directives(dice: Dice): Record<string, unknown> {
  if (dice.chance(0.6)) return {};
  return dice.one<Record<string, unknown>>([
    { $patch: dice.one(["delete", "replace", "merge", "explode", 1]) },
    { $retainKeys: anyValue(dice) },
    { spec: { containers: [{ name: "a", $patch: "delete" }, { $patch: "replace" }] } },
    { metadata: { "$deleteFromPrimitiveList/finalizers": anyValue(dice) } },
    { spec: { "$setElementOrder/containers": anyValue(dice), containers: anyValue(dice) } },
    { metadata: { $patch: "replace" } },
  ]);
}

const paths: Family = (dice, served) => {
  const pieces = ["api", "apis", "v1", "namespaces", "default", "pods", "..", ".", "", "%2e%2e", "%00", "%2f", "%", "%zz", "%ff", "%ed%a0%80", "apps", "watch", "status", "x".repeat(2_000), "exec", "log", "🙂".normalize(), "a b", "openapi", "v3", "healthz", "metrics", "readyz", "debug", ";", "pods;a=b", "pods#x"].map((piece) => encodeURI(piece).replaceAll("%25", "%"));
  const known = targetOf(dice.one(served)).collection.split("/").slice(1);
  const start = dice.chance(0.6) ? known.slice(0, dice.int(known.length + 1)) : [];
  const path = `/${[...start, ...dice.some(5, () => dice.one(pieces))].join("/")}`;
  return request("paths", { method: dice.one(["GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"]), path });
};

const queries: Family = (dice, served) => {
  const keys = ["labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "resourceVersionMatch", "watch", "timeoutSeconds", "allowWatchBookmarks", "sendInitialEvents", "dryRun", "fieldValidation", "fieldManager", "force", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "pretty", "timeout", "includeObject", "command", "container", "tailLines", "sinceTime", "limitBytes", "ports"];
  const values = [...absurdTexts, "a=b,c!=d", "a in (b", "x notin ()", "!a", "a>1", "metadata.name=web", "spec.nodeName", "status.phase=x,", "Exact", "NotOlderThan", "true", "0", "1", "999999999999", "All", "1ns", "-5s", "Orphan", "Foreground", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJ4In0", "bm90IGpzb24"];
  const query = dice.some(4, () => `${dice.one(keys)}=${encodeURIComponent(dice.one(values).toWellFormed())}`).join("&");
  const info = dice.one(served.filter(({ verbs }) => verbs.includes("list")));
  const one = dice.chance(0.4);
  return request("queries", { method: one ? dice.one(["GET", "DELETE"]) : "GET", path: `${one ? objectPath(dice, info) : targetOf(info).collection}?${query}`, headers: dice.chance(0.2) ? { accept: dice.one(["application/json;as=Table;v=v1;g=meta.k8s.io", "text/html", "application/json;as=Table;v=v9", "application/vnd.kubernetes.protobuf", ";;;", ",", "*/*;q=x", "application/json;as=Table", "a".repeat(3_000)]) } : {} });
};

const mediaTypes: Family = (dice, served) => {
  const info = writable(dice, served);
  const contentType = dice.one(["text/plain", "application/vnd.kubernetes.protobuf", "application/cbor", "multipart/form-data", "application/json; charset=latin1", "application/json;;;", "/", "application/yaml;x=\"", "image/png", "application/x-www-form-urlencoded", "*/*"]);
  const body = contentType.includes("protobuf") ? Buffer.concat([Buffer.from(dice.one(["k8s\0", "k8s", ""])), dice.bytes(dice.int(200))]) : dice.chance(0.5) ? dice.bytes(dice.int(300)) : JSON.stringify(bodyOf(info, dice, 0.1));
  return request("media types", { method: dice.one(["POST", "PUT", "PATCH"]), path: dice.chance(0.5) ? targetOf(info).collection : objectPath(dice, info), headers: { "content-type": contentType, ...(dice.chance(0.2) ? { "content-encoding": dice.one(["gzip", "br", "x"]) } : {}) }, body });
};

const credentials: Family = (dice, served) => {
  const info = dice.one(served);
  const header = (text: object) => Buffer.from(JSON.stringify(text)).toString("base64url");
  const token = dice.one([
    "x", "a.b.c", "..", `${header({ alg: "none" })}.${header({ sub: "system:admin" })}.`, `${header({ alg: "HS256", kid: "x" })}.${header({ iss: "https://kubernetes.default.svc.cluster.local", sub: "system:serviceaccount:default:default", exp: 4e9 })}.AAAA`,
    `${header({ alg: "ES256" })}.${header({ iss: "https://kubernetes.default.svc.cluster.local", sub: 5 })}.${"A".repeat(86)}`, "e30.e30.e30", "A".repeat(8_000), "abcdef.0123456789abcdef",
  ]);
  const headers = dice.one<Record<string, string>>([
    { authorization: `Bearer ${token}` }, { authorization: "Basic YTpi" }, { authorization: "Bearer" }, { authorization: `Bearer ${token} ${token}` }, {},
    { "impersonate-user": dice.one(["", "x", "system:serviceaccount:a:b:c", "system:serviceaccount::", "système"]) }, { "impersonate-group": "system:masters" }, { "impersonate-uid": "1" }, { "impersonate-extra-%zz": "x" }, { "impersonate-user": "a", "impersonate-extra-scopes": "b" },
    { "x-remote-user": "admin", "x-remote-group": "system:masters" }, { "impersonate-user": "system:admin", "impersonate-group": "system:masters" },
  ]);
  return request("credentials", { sender: dice.one(["nobody", "powerless", "expired", "forged"] as const), method: dice.one(["GET", "POST", "PUT", "DELETE", "PATCH"]), path: dice.chance(0.5) ? targetOf(info).collection : objectPath(dice, info), headers: { ...json, ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString("latin1")])) }, body: dice.chance(0.5) ? JSON.stringify(bodyOf(info, dice, 0)) : undefined });
};

const impersonation: Family = (dice, served) => {
  const headers: Record<string, string> = { "impersonate-user": dice.one(["", "x", "system:serviceaccount:a:b:c", "system:serviceaccount::", "system:anonymous"]) };
  if (dice.chance(0.3)) delete headers["impersonate-user"];
  if (dice.chance(0.5)) headers["impersonate-group"] = dice.one(["a", ",", "system:authenticated", ""]);
  if (dice.chance(0.5)) headers[`impersonate-extra-${dice.one(["scopes", "%zz", "%", "a%2fb", "__proto__"])}`] = "v";
  return request("impersonation", { method: "GET", path: targetOf(dice.one(served)).collection, headers });
};

const deletes: Family = (dice, served) => {
  const info = dice.one(served.filter(({ verbs }) => verbs.includes("delete")));
  const options = { kind: "DeleteOptions", apiVersion: "v1", ...(dice.chance(0.7) ? { [dice.one(["preconditions", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "dryRun", "unknown"])]: anyValue(dice) } : {}) };
  return request("deletes", { method: "DELETE", path: objectPath(dice, info), body: dice.chance(0.2) ? JSON.stringify(anyValue(dice)) : JSON.stringify(options) });
};

const large: Family = (dice, served) => {
  const info = writable(dice, served);
  const body = dice.chance(0.5) ? Buffer.alloc(10 * 1024 * 1024, dice.one([" ", "a", "[", "{"])) : `{"metadata":{"name":"big","annotations":{"a":"${"x".repeat(10 * 1024 * 1024)}"}}}`;
  return request("large", { path: targetOf(info).collection, headers: { "content-type": dice.one(["application/json", "application/yaml"]) }, body });
};

/** The families and how often each comes, out of all. */
const families: readonly (readonly [weight: number, Family])[] = [
  [22, bodies], [12, replacements], [12, syntax], [8, anything], [0.3, nesting], [16, patches], [8, paths], [10, queries], [4, mediaTypes], [5, credentials], [2, impersonation], [4, deletes], [0.03, large],
];
const total = families.reduce((sum, [weight]) => sum + weight, 0);

/** The next request of a seeded run. */
export function hostileRequest(dice: Dice, served: readonly ResourceInfo[]): HostileRequest {
  let left = (dice.int(1_000_000) / 1_000_000) * total;
  for (const [weight, family] of families) {
    left -= weight;
    if (left < 0) return family(dice, served);
  }
  return bodies(dice, served);
}
