import assert from "node:assert/strict";
import { connect, type ClientHttp2Session } from "node:http2";
import { after, before, test } from "node:test";
import { applyMergePatch } from "../../../src/machinery/patch/merge-patch.ts";
import { startTestServer, type TestServer } from "../../../src/server/testing/test-server.ts";
import type { Manifest } from "../known-mistakes/row.ts";
import { placeOf } from "../known-mistakes/resource-path.ts";
import { rows } from "./rows.ts";

let testServer: TestServer;
let session: ClientHttp2Session;

before(async () => {
  testServer = await startTestServer();
  const { admin, ca } = testServer.pki;
  session = connect(`https://127.0.0.1:${testServer.listening.port}`, { ca: ca.certificate, cert: admin.certificate, key: admin.key });
  await send("POST", "/api/v1/namespaces", { kind: "Namespace", apiVersion: "v1", metadata: { name: "words" } });
  await send("POST", "/api/v1/namespaces/words/serviceaccounts", { kind: "ServiceAccount", apiVersion: "v1", metadata: { name: "default" } });
});

after(async () => {
  session.close();
  await testServer.close();
});

for (const [index, { name, create, change, warnings }] of rows.entries()) {
  test(`warnings: ${name}`, async () => {
    const named: Manifest = { ...create, metadata: { name: `w${index}`, ...(create.metadata as object) } };
    const place = placeOf(named);
    const created = await send("POST", place.collection("words"), named);
    assert.ok(created.code < 300, created.text);
    if (change === undefined) return assert.deepEqual(created.warnings, warnings);
    const changed = await send("PUT", place.object("words"), applyMergePatch(JSON.parse(created.text) as object, change));
    assert.ok(changed.code < 300, changed.text);
    assert.deepEqual(changed.warnings, warnings);
  });
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly warnings: readonly string[];
}

function send(method: string, path: string, body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": method, ":path": path, "content-type": "application/json" });
    let text = "";
    let code = 0;
    let warnings: string[] = [];
    stream.setEncoding("utf8");
    stream.on("response", (headers) => {
      code = headers[":status"] ?? 0;
      warnings = spoken(headers["warning"]);
    });
    stream.on("data", (chunk: string) => (text += chunk));
    stream.on("error", reject);
    stream.on("end", () => resolve({ code, text, warnings }));
    stream.end(JSON.stringify(body));
  });
}

/** The texts of `299 - "…", 299 - "…"`. */
function spoken(header: string | string[] | undefined): string[] {
  const all = [header ?? []].flat().join(", ");
  return [...all.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
