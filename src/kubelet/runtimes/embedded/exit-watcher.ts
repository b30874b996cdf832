import type { FSWatcher } from "node:fs";
import { readdirSync, readFileSync, statSync, watch } from "node:fs";

export interface Exit {
  readonly exitCode: number;
  /** Milliseconds since the epoch, as the file system kept it. */
  readonly finishedAt: number;
}

/** Hears of every exit that conmon writes down, within a millisecond. Never polls. */
export class ExitWatcher {
  readonly #folder: string;
  readonly #watcher: FSWatcher;

  constructor(folder: string, onExit: (containerId: string, exit: Exit) => void) {
    this.#folder = folder;
    this.#watcher = watch(folder, { persistent: false }, (_change, file) => {
      // conmon writes under another name first and renames, so a file with a container's name is complete.
      if (file === null || file.includes(".")) return;
      const exit = this.read(file);
      if (exit !== undefined) onExit(file, exit);
    });
  }

  /** Exits that happened while nobody watched. */
  scan(): Map<string, Exit> {
    const exits = new Map<string, Exit>();
    for (const file of readdirSync(this.#folder)) {
      const exit = this.read(file);
      if (exit !== undefined) exits.set(file, exit);
    }
    return exits;
  }

  read(containerId: string): Exit | undefined {
    const path = `${this.#folder}/${containerId}`;
    try {
      const text = readFileSync(path, "utf8").trim();
      return /^-?\d+$/.test(text) ? { exitCode: Number(text), finishedAt: Math.floor(statSync(path).mtimeMs) } : undefined;
    } catch {
      return undefined; // gone again
    }
  }

  close(): void {
    this.#watcher.close();
  }
}
