import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { decodeMessage, type DbusMessage, encodeMessage } from "./dbus-message.ts";
import type { DbusValue } from "./dbus-values.ts";

const bus = { destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus" };

export interface DbusCall {
  readonly destination?: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly DbusValue[];
}

export interface DbusHandlers {
  readonly onSignal: (message: DbusMessage) => void;
  /** Answers calls; without it they are refused. */
  readonly onCall?: (message: DbusMessage) => { readonly signature: string; readonly body: readonly DbusValue[] };
  /** The connection is gone. */
  readonly onClose: () => void;
}

/** A connection to a message bus: calls and their answers, and the signals that were asked for. Descriptors are not passed. */
export class DbusConnection {
  readonly #socket: Socket;
  readonly #handlers: DbusHandlers;
  readonly #waiting = new Map<number, { resolve(body: readonly DbusValue[]): void; reject(error: Error): void }>();
  #serial = 0;
  #received: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, handlers: DbusHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
  }

  /** Connects and says who we are. Throws when nobody listens there or lets us in. The connection ends when `signal` aborts. */
  static async open(socketPath: string, handlers: DbusHandlers, signal: AbortSignal): Promise<DbusConnection> {
    const socket = connect(socketPath);
    const end = (): void => void socket.destroy();
    signal.addEventListener("abort", end, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", end));
    if (signal.aborted) end();
    await once(socket, "connect", { signal });
    const connection = new DbusConnection(socket, handlers);
    try {
      await authenticate(socket);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    socket.on("data", (chunk: Buffer) => connection.#take(chunk));
    socket.on("error", () => {});
    socket.once("close", () => connection.#closed());
    await connection.call({ ...bus, member: "Hello" });
    return connection;
  }

  /** Asks the bus itself. */
  bus(member: string, signature = "", body: readonly DbusValue[] = []): Promise<readonly DbusValue[]> {
    return this.call({ ...bus, member, signature, body });
  }

  call(call: DbusCall): Promise<readonly DbusValue[]> {
    const serial = ++this.#serial;
    return new Promise((resolve, reject) => {
      this.#waiting.set(serial, { resolve, reject });
      this.#send({ ...call, type: "call", serial, body: call.body ?? [] });
    });
  }

  signal(signal: DbusCall): void {
    this.#send({ ...signal, type: "signal", serial: ++this.#serial, body: signal.body ?? [] });
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(message: DbusMessage): void {
    const { signature, ...rest } = message;
    this.#socket.write(encodeMessage(signature === undefined || signature === "" ? rest : message));
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    try {
      for (let next = decodeMessage(this.#received); next !== undefined; next = decodeMessage(this.#received)) {
        this.#received = this.#received.subarray(next.length);
        this.#handle(next.message);
      }
    } catch {
      this.#socket.destroy(); // what does not speak D-Bus is of no use
    }
  }

  #handle(message: DbusMessage): void {
    const waiting = this.#waiting.get(message.replySerial ?? 0);
    switch (message.type) {
      case "return":
        this.#waiting.delete(message.replySerial ?? 0);
        return waiting?.resolve(message.body);
      case "error":
        this.#waiting.delete(message.replySerial ?? 0);
        return waiting?.reject(new Error(`${message.errorName}: ${String(message.body[0] ?? "")}`));
      case "signal":
        return this.#handlers.onSignal(message);
      case "call":
        return this.#answer(message);
    }
  }

  #answer(message: DbusMessage): void {
    const reply = { serial: ++this.#serial, replySerial: message.serial, ...(message.sender === undefined ? {} : { destination: message.sender }) };
    const { onCall } = this.#handlers;
    if (onCall === undefined) return this.#send({ ...reply, type: "error", errorName: "org.freedesktop.DBus.Error.UnknownMethod", body: [] });
    this.#send({ ...reply, type: "return", ...onCall(message) });
  }

  #closed(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error("the connection to the message bus is gone"));
    this.#waiting.clear();
    this.#handlers.onClose();
  }
}

/** The bus reads our user from the socket; we only say which one we believe to be. Source: D-Bus specification, EXTERNAL. */
async function authenticate(socket: Socket): Promise<void> {
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString("hex")}\r\n`);
  const [answer] = (await Promise.race([once(socket, "data"), once(socket, "close").then(() => [Buffer.from("the connection was closed")])])) as [Buffer];
  if (!answer.toString().startsWith("OK ")) throw new Error(`the message bus does not let us in: ${answer.toString().trim()}`);
  socket.write("BEGIN\r\n");
}
