import assert from "node:assert/strict";
import { test } from "node:test";
import { BytePipe } from "../byte-pipe.ts";
import type { ByteDuplex } from "../byte-duplex.ts";
import { FrameReader, pingFrame } from "./frame.ts";
import { type HeaderCompression, SpdySession, type SpdyStream } from "./session.ts";

const plain = (): HeaderCompression => ({ compress: async (block) => block, decompress: async (block) => block, close: () => {} });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function ends(): [client: ByteDuplex, server: ByteDuplex] {
  const [up, down] = [new BytePipe(), new BytePipe()];
  const end = (incoming: BytePipe, outgoing: BytePipe): ByteDuplex => ({ incoming, write: (chunk) => outgoing.push(chunk), end: () => outgoing.end() });
  return [end(down, up), end(up, down)];
}

async function readText(stream: SpdyStream): Promise<string> {
  let text = "";
  for await (const chunk of stream.incoming) text += new TextDecoder().decode(chunk);
  return text;
}

/** A client's session beside a server's that answers each stream with what came in, after the client has half-closed it. */
function echoingPair(): { client: SpdySession; ended: Promise<unknown> } {
  const [clientEnd, serverEnd] = ends();
  const [client, server] = [new SpdySession(clientEnd, plain(), "client"), new SpdySession(serverEnd, plain())];
  const serving = server.run((stream) => {
    void (async () => {
      const text = await readText(stream);
      await stream.write(bytes(`${stream.headers.get("name")} said ${text}`));
      await stream.end();
    })();
  }).then(() => server.close());
  return { client, ended: Promise.all([serving, client.run()]) };
}

test("a client opens streams with headers, half-closes them and reads the answer of each", async () => {
  const { client, ended } = echoingPair();
  const streams = await Promise.all(["a", "b"].map((name) => client.open(new Map([["name", name]]))));
  assert.deepEqual(streams.map(({ id }) => id), [1, 3]);
  const answers = streams.map(readText);
  for (const [index, stream] of streams.entries()) {
    await stream.write(bytes(`hello ${index}`));
    await stream.end();
  }
  assert.deepEqual(await Promise.all(answers), ["a said hello 0", "b said hello 1"]);
  await client.close();
  await ended;
});

for (const [side, answered] of [["server", 1], ["client", 2]] as const) {
  test(`a ${side} answers the other side's pings and is silent to answers of its own`, async () => {
    const [peer, own] = ends();
    const running = new SpdySession(own, plain(), side).run();
    for (const id of [1, 2]) await peer.write(pingFrame(id));
    peer.end();
    await running;
    own.end();
    const reader = new FrameReader();
    const pings: number[] = [];
    for await (const chunk of peer.incoming) for (const frame of reader.push(chunk)) if (frame.type === "ping") pings.push(frame.id);
    assert.deepEqual(pings, [answered]);
  });
}
