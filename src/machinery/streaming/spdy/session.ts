import { BytePipe } from "../byte-pipe.ts";
import type { ByteDuplex } from "../byte-duplex.ts";
import { dataFrame, type Frame, FrameReader, goAwayFrame, pingFrame, rstStreamFrame, synReplyFrame, synStreamFrame } from "./frame.ts";
import { formatHeaderBlock, parseHeaderBlock } from "./header-block.ts";

/** zlib with the header dictionary; one state for the whole session in each direction. */
export interface HeaderCompression {
  compress(block: Uint8Array): Promise<Uint8Array>;
  decompress(block: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

/** One stream, whoever opened it. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
  /** Half-closes: we send no more. */
  end(): Promise<void>;
  /** Ends it both ways at once. */
  reset(): Promise<void>;
}

/** Streams that a client may have open at a time. */
const mostStreams = 2048;
/** Data frames are cut to this size, so that streams of one connection take turns. */
const dataFrameBytes = 32 * 1024;
const refusedStream = 3;
const cancelStream = 5;

interface OpenStream {
  readonly pipe: BytePipe;
  remoteEnded: boolean;
  localEnded: boolean;
}

/**
 * Either side of SPDY/3.1: streams opened by the client, bytes both ways, half-close. Without flow control of its own,
 * as in the programs that still speak it: TCP's is all there is.
 */
export class SpdySession {
  readonly #duplex: ByteDuplex;
  readonly #compression: HeaderCompression;
  readonly #open = new Map<number, OpenStream>();
  /** What a ping leaves as remainder of 2: the client's have odd numbers, and each side answers only the other's. */
  readonly #peerParity: 0 | 1;
  #lastStreamId = 0;
  #lastOwnId = -1;
  /** Streams are opened one after the other: their headers share the compressor's state. */
  #opening: Promise<unknown> = Promise.resolve();

  constructor(duplex: ByteDuplex, compression: HeaderCompression, side: "server" | "client" = "server") {
    this.#duplex = duplex;
    this.#compression = compression;
    this.#peerParity = side === "server" ? 1 : 0;
  }

  /** Opens a stream as the client. */
  async open(headers: ReadonlyMap<string, string>): Promise<SpdyStream> {
    const id = (this.#lastOwnId += 2);
    const stream: OpenStream = { pipe: new BytePipe(), remoteEnded: false, localEnded: false };
    this.#open.set(id, stream);
    const turn = this.#opening.then(async () => this.#duplex.write(synStreamFrame(id, await this.#compression.compress(formatHeaderBlock(headers)))));
    this.#opening = turn.catch(() => {});
    await turn;
    return this.#face(id, headers, stream);
  }

  /** Reads until the connection ends; rejects on bytes that are no SPDY. `onStream` is told of each stream that the peer opens. */
  async run(onStream: (stream: SpdyStream) => void = () => {}): Promise<void> {
    const reader = new FrameReader();
    try {
      for await (const bytes of this.#duplex.incoming) {
        for (const frame of reader.push(bytes)) {
          if (frame.type === "goAway") return;
          await this.#take(frame, onStream);
        }
      }
    } finally {
      for (const { pipe } of this.#open.values()) pipe.end();
      this.#open.clear();
      this.#compression.close();
    }
  }

  /** Tells the peer that we are done and ends the connection. */
  async close(): Promise<void> {
    await this.#duplex.write(goAwayFrame(this.#lastStreamId)).catch(() => {});
    this.#duplex.end();
  }

  async #take(frame: Frame, onStream: (stream: SpdyStream) => void): Promise<void> {
    switch (frame.type) {
      case "synStream":
        return this.#accept(frame, onStream);
      case "data": {
        const stream = this.#open.get(frame.streamId);
        if (stream === undefined) return;
        await stream.pipe.push(frame.data);
        if (frame.fin) this.#endRemote(frame.streamId, stream);
        return;
      }
      case "synReply":
      case "headers": {
        // Its block must pass through the decompressor even where nobody wants it: the state is shared.
        await this.#compression.decompress(frame.headerBlock);
        const stream = this.#open.get(frame.streamId);
        if (frame.fin && stream !== undefined) this.#endRemote(frame.streamId, stream);
        return;
      }
      case "rstStream":
        this.#open.get(frame.streamId)?.pipe.end();
        this.#open.delete(frame.streamId);
        return;
      case "ping":
        if (frame.id % 2 === this.#peerParity) await this.#duplex.write(pingFrame(frame.id));
        return;
      case "goAway":
      case "other":
        return;
    }
  }

  async #accept({ streamId, fin, headerBlock }: Extract<Frame, { type: "synStream" }>, onStream: (stream: SpdyStream) => void): Promise<void> {
    const headers = parseHeaderBlock(await this.#compression.decompress(headerBlock));
    if (this.#open.size >= mostStreams) return this.#duplex.write(rstStreamFrame(streamId, refusedStream));
    this.#lastStreamId = streamId;
    const stream: OpenStream = { pipe: new BytePipe(), remoteEnded: false, localEnded: false };
    this.#open.set(streamId, stream);
    await this.#duplex.write(synReplyFrame(streamId, await this.#compression.compress(formatHeaderBlock(new Map()))));
    if (fin) this.#endRemote(streamId, stream);
    onStream(this.#face(streamId, headers, stream));
  }

  #face(id: number, headers: ReadonlyMap<string, string>, stream: OpenStream): SpdyStream {
    const duplex = this.#duplex;
    return {
      id,
      headers,
      incoming: stream.pipe,
      write: async (chunk) => {
        for (let at = 0; at < chunk.length && !stream.localEnded; at += dataFrameBytes) await duplex.write(dataFrame(id, chunk.subarray(at, at + dataFrameBytes)));
      },
      end: async () => {
        if (stream.localEnded) return;
        stream.localEnded = true;
        if (stream.remoteEnded) this.#open.delete(id);
        await duplex.write(dataFrame(id, new Uint8Array(0), true));
      },
      reset: async () => {
        stream.localEnded = true;
        stream.pipe.end();
        this.#open.delete(id);
        await duplex.write(rstStreamFrame(id, cancelStream));
      },
    };
  }

  #endRemote(id: number, stream: OpenStream): void {
    stream.remoteEnded = true;
    stream.pipe.end();
    if (stream.localEnded) this.#open.delete(id);
  }
}
