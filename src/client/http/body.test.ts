import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { bodyOf } from "./body.ts";

let server: Http2Server;
let session: ClientHttp2Session;
before(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
after(() => {
  session.destroy();
  server.close();
});

/** A request whose headers have been answered, and the server's end of it. */
async function answered(): Promise<{ stream: ClientHttp2Stream; far: ServerHttp2Stream }> {
  const asked = once(server, "stream") as Promise<[ServerHttp2Stream]>;
  const stream = session.request({}).end();
  const [far] = await asked;
  far.respond();
  await once(stream, "response");
  return { stream, far };
}

async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = "";
  for await (const chunk of bodyOf(stream)) text += chunk;
  return text;
}

test("an answer is read in whole, also by a reader who begins when the server is long done with it", async () => {
  const { stream, far } = await answered();
  far.end("all of it");
  while (!stream.closed) await nextTurn();
  assert.equal(await textOf(stream), "all of it");
});

test("an answer that breaks off throws", async () => {
  const { stream, far } = await answered();
  far.write("some of");
  const read = textOf(stream);
  far.close(constants.NGHTTP2_CANCEL);
  await assert.rejects(read, /the connection ended in the middle of an answer/);
});

test("so does one that had broken off before anyone read it", async () => {
  const { stream, far } = await answered();
  far.write("some of");
  far.close(constants.NGHTTP2_CANCEL);
  while (!stream.destroyed) await nextTurn();
  await assert.rejects(textOf(stream), /the connection ended in the middle of an answer/);
});

test("who stops reading ends the stream", async () => {
  const { stream, far } = await answered();
  far.write("some of");
  for await (const chunk of bodyOf(stream)) {
    assert.equal(String(chunk), "some of");
    break;
  }
  if (!stream.closed) await once(stream, "close");
});
