import { GroupedMap } from "../../../base/grouped-map/grouped-map.ts";

/** Log text kept for one file; the oldest goes first. */
const maxCharacters = 1_000_000;

interface LogFile {
  readonly path: string;
  /** The log folder of its pod. */
  readonly folder: string;
  text: string;
}

/** The log files that simulated containers write, in CRI log format. They stay until they are removed, as on a disk. */
export class SimulatedLogs {
  readonly #files = new GroupedMap<string, string, LogFile>(({ folder }) => folder);

  /** What is in the file at this absolute path; empty when there is none. */
  read(path: string): string {
    return this.#files.get(path)?.text ?? "";
  }

  append(folder: string, name: string, line: string): void {
    const path = `${folder}/${name}`;
    const file = this.#files.get(path) ?? { path, folder, text: "" };
    file.text = (file.text + line).slice(-maxCharacters);
    this.#files.set(path, file);
  }

  /** Removes one file, or the folder of a pod with all that is in it. */
  remove(path: string): void {
    this.#files.delete(path);
    for (const file of this.#files.inGroup(path)) this.#files.delete(file.path);
  }
}
