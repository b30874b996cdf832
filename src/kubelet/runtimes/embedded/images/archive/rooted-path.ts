import { lstatSync, mkdirSync, readlinkSync } from "node:fs";

/** Links that one path may lead over. Source: the kernel's own limit. */
const MAX_LINKS = 40;

/** An archive tried to reach outside of the folder it is unpacked into, or something else that no image needs. */
export class UnsafeArchiveError extends Error {
  override readonly name = "UnsafeArchiveError";
}

/**
 * Finds where an entry of an archive belongs below one folder. Links on the way are followed as a process whose root
 * is that folder would follow them, so no path leads out of it. Nobody else may write below the folder meanwhile.
 */
export class RootedPaths {
  readonly #root: string;
  readonly #known = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Splits an entry's path and finds its parent folder, which is made when it is missing. Throws UnsafeArchiveError. */
  locate(path: string): { readonly parent: string; readonly name: string } {
    if (path.includes("\0")) throw new UnsafeArchiveError(`the archive holds a path with a zero byte: ${JSON.stringify(path)}`);
    const parts = path.replace(/^(\.?\/)+/, "").split("/").filter((part) => part !== "" && part !== ".");
    if (path.startsWith("/")) throw new UnsafeArchiveError(`the archive holds an absolute path: ${path}`);
    if (parts.includes("..")) throw new UnsafeArchiveError(`the archive holds a path that goes up: ${path}`);
    const name = parts.pop() ?? "";
    return { parent: this.#folder(parts.join("/")), name };
  }

  /** Must be called when a link was made or a folder went away: what was found before may no longer hold. */
  forget(): void {
    this.#known.clear();
  }

  #folder(path: string): string {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const found = `${this.#root}${this.#resolve(path)}`;
    this.#known.set(path, found);
    return found;
  }

  /** The path below the root without any link in it, beginning with a slash, or empty for the root. */
  #resolve(path: string): string {
    const waiting = path.split("/").filter((part) => part !== "").reverse();
    const done: string[] = [];
    for (let links = 0; waiting.length > 0; ) {
      const part = waiting.pop();
      if (part === undefined || part === "." || part === "") continue;
      if (part === "..") {
        done.pop(); // above the root is the root
        continue;
      }
      const here = `${this.#root}/${[...done, part].join("/")}`;
      const stat = lstatSync(here, { throwIfNoEntry: false });
      if (stat === undefined) mkdirSync(here, { mode: 0o755 });
      else if (stat.isSymbolicLink()) {
        if (++links > MAX_LINKS) throw new UnsafeArchiveError(`the archive holds links in a circle: ${path}`);
        const target = readlinkSync(here);
        if (target.startsWith("/")) done.length = 0;
        waiting.push(...target.split("/").reverse());
        continue;
      } else if (!stat.isDirectory()) throw new UnsafeArchiveError(`the archive holds a file below ${path}, which is no folder`);
      done.push(part);
    }
    return done.length === 0 ? "" : `/${done.join("/")}`;
  }
}
