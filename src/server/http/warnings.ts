import { warningHeader } from "./warning-header.ts";

/** Characters of all warnings of an answer together, and of each once they are more. Source: apiserver endpoints/filters/warning. */
const mostCharacters = 4_096;
const mostOfEach = 256;

/** The warnings of one answer, each once. Where they are long, all are cut short; where they still are, the last are left out. */
export class Warnings {
  readonly #texts = new Set<string>();
  #headers: string[] = [];
  #written = 0;
  #isCutting = false;

  /** Its `Warning` headers with the new one; undefined where they stay as they are. */
  add(text: string): readonly string[] | undefined {
    if (text === "" || this.#texts.has(text) || (this.#isCutting && this.#written >= mostCharacters)) return undefined;
    this.#texts.add(text);
    if (!this.#isCutting && this.#written + [...text].length > mostCharacters) {
      this.#isCutting = true;
      this.#written = 0;
      this.#headers = [];
      for (const one of this.#texts) this.#write(one);
    } else this.#write(text);
    return this.#headers;
  }

  #write(text: string): void {
    const characters = [...text];
    const kept = this.#isCutting ? characters.slice(0, mostOfEach) : characters;
    this.#written += kept.length;
    this.#headers.push(warningHeader(kept.join("")));
  }
}
