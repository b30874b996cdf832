import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { loadClusterPki } from "../../server/pki/cluster-pki.ts";
import { createHttpTransport } from "./http-transport.ts";

test("a write that is refused for now comes again with its body when the server says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "http-transport-"));
  const { ca, serving } = loadClusterPki({ folder, now: Date.now() });
  rmSync(folder, { recursive: true });
  const asked: string[] = [];
  const server = createSecureServer({ cert: serving.certificate, key: serving.key });
  server.on("stream", async (stream, headers) => {
    let body = "";
    for await (const chunk of stream) body += String(chunk);
    asked.push(`${headers[":method"]} ${headers[":path"]} ${body}`);
    if (asked.length < 3) {
      stream.respond({ ":status": 429, "retry-after": "7" });
      return void stream.end("Too many requests, please try again later.\n");
    }
    stream.respond({ ":status": 201, "content-type": "application/json" });
    stream.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const clock = new VirtualClock();
  const transport = createHttpTransport({ server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: ca.certificate }, { clock });
  try {
    const object = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "a" } };
    const made = transport.request({ verb: "create", resource: { group: "", version: "v1", resource: "configmaps" }, namespace: "default", body: object });
    for (const times of [1, 2]) {
      while (clock.pending === 0) await new Promise(setImmediate);
      await clock.advance(6_999);
      assert.equal(asked.length, times);
      await clock.advance(1);
    }
    assert.deepEqual(await made, object);
    assert.deepEqual(asked, Array.from({ length: 3 }, () => `POST /api/v1/namespaces/default/configmaps ${JSON.stringify(object)}`));
  } finally {
    await transport.close();
    server.close();
  }
});
