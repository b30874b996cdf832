import { Failure } from "../run/failure.ts";
import { compileRegex, holds, type Instruction } from "./program.ts";
import { parseRegex, RegexSyntaxError } from "./syntax.ts";

/** Ways that a match may still go, the best first; each at most once. */
class Threads {
  readonly #marks: Uint32Array;
  #mark = 1;
  readonly places: number[] = [];
  readonly starts: number[] = [];

  constructor(size: number) {
    this.#marks = new Uint32Array(size);
  }

  clear(): void {
    this.#mark++;
    this.places.length = 0;
    this.starts.length = 0;
  }

  visit(place: number): boolean {
    if (this.#marks[place] === this.#mark) return false;
    this.#marks[place] = this.#mark;
    return true;
  }
}

/**
 * A regular expression that takes time in proportion to the text, whatever it says: all ways are followed at once, a
 * character at a time, so that no request can make a match run away. RE2's syntax and its choice of a match (the leftmost,
 * and of those the one that is preferred). Source: Russ Cox, "Regular Expression Matching: the Virtual Machine Approach".
 */
export class Regex {
  readonly #program: readonly Instruction[];

  constructor(pattern: string) {
    this.#program = compileRegex(parseRegex(pattern));
  }

  matches(text: string): boolean {
    return this.#search([...text], 0, true) !== undefined;
  }

  /** The first match, or an empty text. */
  find(text: string): string {
    const characters = [...text];
    const found = this.#search(characters, 0, false);
    return found === undefined ? "" : characters.slice(...found).join("");
  }

  /** Matches that do not overlap; all of them where `limit` is below zero. */
  findAll(text: string, limit = -1): string[] {
    const characters = [...text];
    const found: string[] = [];
    let lastEnd = -1;
    for (let from = 0; from <= characters.length && found.length !== limit; ) {
      const match = this.#search(characters, from, false);
      if (match === undefined) break;
      const [start, end] = match;
      // An empty match just behind another one does not count.
      if (start !== end || start !== lastEnd) found.push(characters.slice(start, end).join(""));
      lastEnd = end;
      from = end > start ? end : end + 1;
    }
    return found;
  }

  #search(characters: readonly string[], from: number, anyWillDo: boolean): [start: number, end: number] | undefined {
    let now = new Threads(this.#program.length);
    let next = new Threads(this.#program.length);
    let best: [number, number] | undefined;
    const code = (index: number): number => characters[index]?.codePointAt(0) ?? -1;
    for (let at = from; at <= characters.length; at++) {
      const [before, after] = [code(at - 1), code(at)];
      if (best === undefined) this.#follow(now, 0, { start: at, before, after });
      if (best !== undefined && now.places.length === 0) break;
      for (const [index, place] of now.places.entries()) {
        const start = now.starts[index] as number;
        const instruction = this.#program[place] as Instruction;
        if (instruction.op === "match") {
          best = [start, at];
          if (anyWillDo) return best;
          break;
        }
        if (instruction.op === "char" && after !== -1 && instruction.has(after)) this.#follow(next, place + 1, { start, before: after, after: code(at + 1) });
      }
      [now, next] = [next, now];
      next.clear();
    }
    return best;
  }

  #follow(threads: Threads, place: number, { start, before, after }: { start: number; before: number; after: number }): void {
    const open = [place];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (!threads.visit(at)) continue;
      const instruction = this.#program[at] as Instruction;
      if (instruction.op === "jump") open.push(instruction.to);
      else if (instruction.op === "split") open.push(instruction.second, instruction.first);
      else if (instruction.op === "assert") {
        if (holds(instruction.what, before, after)) open.push(at + 1);
      } else {
        threads.places.push(at);
        threads.starts.push(start);
      }
    }
  }
}

const maxRemembered = 256;
const remembered = new Map<string, Regex>();

/** Patterns are mostly literals and come again with every evaluation. */
export function regexOf(pattern: string): Regex {
  const known = remembered.get(pattern);
  if (known !== undefined) return known;
  if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value as string);
  const regex = newRegex(pattern);
  remembered.set(pattern, regex);
  return regex;
}

function newRegex(pattern: string): Regex {
  try {
    return new Regex(pattern);
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new Failure(`error parsing regexp: ${error.message}`);
    throw error;
  }
}
