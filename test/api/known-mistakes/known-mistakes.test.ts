import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { connect, type ClientHttp2Session } from "node:http2";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { placeOf } from "./resource-path.ts";
import { startTestServer, type TestServer } from "../../../src/server/testing/test-server.ts";
import { applyMergePatch } from "../../../src/machinery/patch/merge-patch.ts";
import type { Manifest, Mistake } from "./row.ts";

let testServer: TestServer;
let session: ClientHttp2Session;

before(async () => {
  testServer = await startTestServer();
  const { admin, ca } = testServer.pki;
  session = connect(`https://127.0.0.1:${testServer.listening.port}`, { ca: ca.certificate, cert: admin.certificate, key: admin.key });
  session.setMaxListeners(0);
  await mustCreate("/api/v1/namespaces/default/serviceaccounts", { kind: "ServiceAccount", apiVersion: "v1", metadata: { name: "default" } });
});

after(async () => {
  session.close();
  await testServer.close();
});

for (const file of globSync(join(import.meta.dirname, "rows/*.ts")).sort()) {
  const { mistakes, title } = (await import(file)) as { mistakes: readonly Mistake[]; title: string };
  describe(title, () => {
    for (const [index, mistake] of mistakes.entries()) test(mistake.name, () => check(mistake, `t${index}`));
  });
}

/** Each row has a namespace of its own; what is not in a namespace is removed after it. */
async function check(mistake: Mistake, tag: string): Promise<void> {
  const namespace = `${tag}-${Math.trunc(performance.now() * 1000)}`;
  await mustCreate("/api/v1/namespaces", { kind: "Namespace", apiVersion: "v1", metadata: { name: namespace } });
  await mustCreate(`/api/v1/namespaces/${namespace}/serviceaccounts`, { kind: "ServiceAccount", apiVersion: "v1", metadata: { name: "default" } });
  const got = await perform(mistake, namespace);
  const { message, code, reason } = mistake;
  const said = (got.message ?? "").replaceAll(namespace, "NS");
  const expected = typeof message === "string" ? message : message.starts;
  const actual = typeof message === "string" ? said : said.slice(0, expected.length) === expected ? expected : said;
  assert.deepEqual({ code: got.code, reason: got.reason, message: actual }, { code, reason, message: expected });
}

async function perform(mistake: Mistake, namespace: string): Promise<StatusBody> {
  const { create, change, subresource, request } = mistake;
  if (create !== undefined && change === undefined && request === undefined) {
    const got = await send("POST", placeOf(create).collection(namespace), create);
    if ((got.code ?? 0) < 300) await remove(create, namespace);
    return got;
  }
  if (create !== undefined) await mustCreate(placeOf(create).collection(namespace), create);
  try {
    if (request !== undefined) return await send(request.method, request.path.replaceAll("NS", namespace), request.body, request.type);
    const path = placeOf(create as Manifest).object(namespace);
    const current = await send("GET", path);
    return await send("PUT", subresource === undefined ? path : `${path}/${subresource}`, applyMergePatch(current as object, change));
  } finally {
    if (create !== undefined) await remove(create, namespace);
  }
}

interface StatusBody {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

async function mustCreate(path: string, body: object): Promise<void> {
  const got = await send("POST", path, body);
  assert.ok((got.code ?? 0) < 300, `setting up: ${got.message}`);
}

async function remove(object: Manifest, namespace: string): Promise<void> {
  const { object: path, namespaced } = placeOf(object);
  if (!namespaced) await send("DELETE", path(namespace), { gracePeriodSeconds: 0 });
}

function send(method: string, path: string, body?: unknown, type = "application/json"): Promise<StatusBody> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": method, ":path": path, "content-type": type }, { endStream: body === undefined });
    let text = "";
    let code = 0;
    stream.setEncoding("utf8");
    stream.on("response", (headers) => (code = headers[":status"] ?? 0));
    stream.on("data", (chunk: string) => (text += chunk));
    stream.on("error", reject);
    stream.on("end", () => {
      const parsed: StatusBody = text.startsWith("{") ? (JSON.parse(text) as StatusBody) : { message: text };
      resolve({ ...parsed, code });
    });
    if (body !== undefined) stream.end(typeof body === "string" ? body : JSON.stringify(body));
  });
}
