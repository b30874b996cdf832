import { watch } from "node:fs";
import { open, readFile } from "node:fs/promises";

/** The last `count` whole lines of a file, and the offset in bytes behind them. */
export async function lastLines(path: string, count: number): Promise<{ lines: string[]; end: number }> {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = end === 0 ? [] : bytes.toString("utf8", 0, end - 1).split("\n");
  return { lines: count >= lines.length ? lines : lines.slice(lines.length - count), end };
}

/** Prints whole lines added after `start`, told by the kernel when there are more, until `signal` aborts. */
export async function followFile(path: string, start: number, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  const file = await open(path, "r");
  let offset = start;
  let rest = "";
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(64 * 1024);
  const readOn = async (): Promise<void> => {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) print(line);
    }
  };
  await new Promise<void>((resolve, reject) => {
    let reading = Promise.resolve();
    const watcher = watch(path, () => {
      reading = reading.then(readOn).catch(reject);
    });
    reading = reading.then(readOn).catch(reject);
    signal.addEventListener("abort", () => {
      watcher.close();
      void reading.then(resolve);
    }, { once: true });
  }).finally(() => file.close());
}
