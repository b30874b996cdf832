/** Bytes both ways: a socket after an upgrade, or the binary messages of a WebSocket. */
export interface ByteDuplex {
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Resolves when the peer can take more; rejects when it is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes from us; lets what was written go out. */
  end(): void;
}
