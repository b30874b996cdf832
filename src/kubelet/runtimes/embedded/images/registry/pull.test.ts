import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { TAR_END, tarEntry } from "../../../../../../tools/images/tar-writer.ts";
import { layoutOf } from "../../layout.ts";
import { layerFolder } from "../image-store.ts";
import { parseReference } from "../reference.ts";
import { pull } from "./pull.ts";

const skip = process.getuid?.() === 0 ? false : "unpacking sets owners, which only root may";
const digestOf = (bytes: Uint8Array | string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A registry of one image with two layers behind a token, whose content a test may spoil. */
async function withRegistry(spoil: (path: string, bytes: Buffer) => Buffer, body: (domain: string, image: { readonly configDigest: string; readonly diffIds: readonly string[] }) => Promise<void>): Promise<void> {
  const plain = ["one", "two"].map((name) => Buffer.concat([tarEntry(name, Buffer.from(name)), TAR_END]));
  const blobs = [gzipSync(plain[0] ?? ""), zstdCompressSync(plain[1] ?? "")];
  const diffIds = plain.map(digestOf);
  const config = Buffer.from(JSON.stringify({ config: { Cmd: ["x"] }, rootfs: { diff_ids: diffIds } }));
  const manifest = Buffer.from(JSON.stringify({ config: { digest: digestOf(config), size: config.length }, layers: blobs.map((blob) => ({ digest: digestOf(blob), size: blob.length })) }));
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const index = Buffer.from(JSON.stringify({ manifests: [{ digest: digestOf("other"), size: 1, platform: { os: "windows", architecture } }, { digest: digestOf(manifest), size: manifest.length, platform: { os: "linux", architecture } }] }));
  const content = new Map<string, Buffer>([["/v2/team/app/manifests/v1", index], [`/v2/team/app/manifests/${digestOf(manifest)}`, manifest]]);
  for (const blob of [config, ...blobs]) content.set(`/v2/team/app/blobs/${digestOf(blob)}`, blob);

  const server: Server = createServer((request, response) => {
    const url = request.url ?? "";
    if (url.startsWith("/token")) {
      response.end(JSON.stringify({ token: url.includes("scope=repository%3Ateam%2Fapp%3Apull") ? "secret" : "wrong" }));
    } else if (request.headers.authorization !== "Bearer secret") {
      response.writeHead(401, { "www-authenticate": `Bearer realm="http://${request.headers.host}/token",service="test",scope="repository:team/app:pull"` }).end();
    } else {
      const bytes = content.get(url);
      if (bytes === undefined) response.writeHead(404).end();
      else response.end(spoil(url, bytes));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`127.0.0.1:${(server.address() as AddressInfo).port}`, { configDigest: digestOf(config), diffIds });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function inLayout(body: (layout: ReturnType<typeof layoutOf>) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(`${tmpdir()}/pull-`);
  const layout = layoutOf({ clusterName: "t", dataDir: folder, runDir: folder });
  mkdirSync(layout.layersDir);
  try {
    await body(layout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const honest = (_path: string, bytes: Buffer) => bytes;

test("an image behind an index and a token is pulled, gzip and zstd layers alike", { skip }, () => inLayout((layout) => withRegistry(honest, async (domain, { configDigest, diffIds }) => {
  const image = await pull(layout, { reference: parseReference(`${domain}/team/app:v1`), mirrors: [] });
  assert.deepEqual([image.id, image.repoTags, image.config.cmd], [configDigest, [`${domain}/team/app:v1`], ["x"]]);
  for (const diffId of diffIds) assert.ok(existsSync(`${layout.layersDir}/${layerFolder(diffId)}`));
})));

test("a mirror is asked before the registry", { skip }, () => inLayout((layout) => withRegistry(honest, async (domain, { configDigest }) => {
  const image = await pull(layout, { reference: parseReference("nowhere.invalid/team/app:v1"), mirrors: [`http://${domain}`] });
  assert.equal(image.id, configDigest);
})));

test("content that is not what its digest says is refused and leaves no layer", { skip }, () => inLayout((layout) => withRegistry((path, bytes) => (path.includes("/blobs/") ? Buffer.concat([bytes.subarray(0, -1), Buffer.from("!")]) : bytes), async (domain) => {
  await assert.rejects(pull(layout, { reference: parseReference(`${domain}/team/app:v1`), mirrors: [] }), { name: "ImagePullError", reason: "ErrImagePull" });
})));

test("a tag that is not there is told in containerd's words", { skip }, () => inLayout((layout) => withRegistry(honest, async (domain) => {
  const name = `${domain}/team/app:v2`;
  await assert.rejects(pull(layout, { reference: parseReference(name), mirrors: [] }), { reason: "ErrImagePull", message: `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found` });
})));

test("a registry that does not answer is RegistryUnavailable", () => inLayout(async (layout) => {
  await assert.rejects(pull(layout, { reference: parseReference("127.0.0.1:1/team/app"), mirrors: [] }), { reason: "RegistryUnavailable", message: /connection refused|bad port/ });
}));
