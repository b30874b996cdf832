import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { ReadStream } from "node:tty";
import type { Clock } from "../../../../base/clock.ts";
import { receiveDescriptor } from "../linux/terminal.ts";

/** Time for the descriptor to arrive after the connection. */
const TRIES = 500;

export interface ConsoleSocket {
  readonly path: string;
  /** Resolves with our end of the terminal as soon as crun has made it. */
  readonly terminal: Promise<{ readonly stream: ReadStream; readonly fd: number }>;
  close(): void;
}

/** A unix socket over which crun hands us the terminal of a command. */
export async function openConsoleSocket(runDir: string, clock: Clock): Promise<ConsoleSocket> {
  const folder = mkdtempSync(`${runDir}/console-`);
  const path = `${folder}/socket`;
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
  const terminal = new Promise<Socket>((resolve) => server.once("connection", resolve)).then(async (socket) => {
    const fd = await receive(socket, clock);
    socket.destroy();
    return { fd, stream: new ReadStream(fd) };
  });
  terminal.catch(() => {}); // whoever waits for it hears of it
  return { path, terminal, close: () => discard(server, folder) };
}

async function receive(socket: Socket, clock: Clock): Promise<number> {
  const fd = (socket as unknown as { readonly _handle: { readonly fd: number } })._handle.fd; // Node offers no public way to it
  for (let tried = 0; ; tried++) {
    try {
      return receiveDescriptor(fd);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN" || tried >= TRIES) throw error;
      await clock.sleep(1);
    }
  }
}

function discard(server: Server, folder: string): void {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
