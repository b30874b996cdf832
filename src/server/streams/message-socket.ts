/** A WebSocket after its handshake. Text messages come as strings. */
export interface MessageSocket {
  /** The subprotocol that was agreed on; empty when none. */
  readonly protocol: string;
  readonly incoming: AsyncIterable<Uint8Array | string>;
  /** Resolves when the peer can take more; rejects when it is gone. */
  send(message: Uint8Array | string): Promise<void>;
  close(code?: number, reason?: string): void;
}
