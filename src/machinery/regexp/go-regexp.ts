import { isWordCharacter, type CharSet } from "./char-set.ts";
import { parseGoRegexp } from "./parse.ts";
import type { Expression, Place } from "./syntax.ts";

type Instruction =
  | { readonly type: "character"; readonly has: CharSet; readonly next: number }
  | { readonly type: "place"; readonly place: Place; readonly next: number }
  | { readonly type: "split"; readonly next: number; readonly other: number }
  | { readonly type: "match" };

const none = -1;

/**
 * A regular expression of Go's, which is how Kubernetes writes them (RE2). JavaScript's own means other things by some
 * of the same signs, refuses others, and can be made to take for ever; this takes time in proportion to the text.
 *
 * All ways through the expression are walked at once, a character at a time:
 *
 *     text   a   b   c
 *     ways {0} {1} {1,2} {match}
 */
export class GoRegexp {
  readonly #expression: Expression;
  #program: readonly Instruction[] | undefined;
  #start = 0;

  /** Throws GoRegexpError with Go's words for what is wrong with the pattern. */
  constructor(pattern: string) {
    this.#expression = parseGoRegexp(pattern);
  }

  /** Whether some part of the text is described. */
  matches(text: string): boolean {
    const program = this.#compiled();
    let ways = new Ways(program);
    let next = new Ways(program);
    let before = none;
    let at = 0;
    for (;;) {
      const here = at < text.length ? (text.codePointAt(at) as number) : none;
      if (ways.enter(this.#start, before, here)) return true;
      if (here === none) return false;
      at += here > 0xffff ? 2 : 1;
      const after = at < text.length ? (text.codePointAt(at) as number) : none;
      next.clear();
      for (let index = 0; index < ways.count; index++) {
        const instruction = program[ways.list[index] as number] as Instruction;
        if (instruction.type === "character" && instruction.has(here) && next.enter(instruction.next, here, after)) return true;
      }
      [ways, next] = [next, ways];
      before = here;
    }
  }

  #compiled(): readonly Instruction[] {
    if (this.#program !== undefined) return this.#program;
    const program: Instruction[] = [{ type: "match" }];
    this.#start = compile(this.#expression, 0, program);
    this.#program = program;
    return program;
  }
}

/** The instructions that a walk has come to before one character of the text. */
class Ways {
  readonly list: Int32Array;
  count = 0;
  readonly #program: readonly Instruction[];
  readonly #seen: Uint8Array;
  readonly #marked: number[] = [];

  constructor(program: readonly Instruction[]) {
    this.#program = program;
    this.list = new Int32Array(program.length);
    this.#seen = new Uint8Array(program.length);
  }

  clear(): void {
    for (const mark of this.#marked) this.#seen[mark] = 0;
    this.#marked.length = 0;
    this.count = 0;
  }

  /** Goes as far as it can without a character; true when that is the end. */
  enter(start: number, before: number, here: number): boolean {
    const open = [start];
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      if (this.#seen[position] === 1) continue;
      this.#seen[position] = 1;
      this.#marked.push(position);
      const instruction = this.#program[position] as Instruction;
      if (instruction.type === "match") return true;
      if (instruction.type === "character") this.list[this.count++] = position;
      else if (instruction.type === "split") open.push(instruction.other, instruction.next);
      else if (isAt(instruction.place, before, here)) open.push(instruction.next);
    }
    return false;
  }
}

function isAt(place: Place, before: number, here: number): boolean {
  switch (place) {
    case "begin-text":
      return before === none;
    case "end-text":
      return here === none;
    case "begin-line":
      return before === none || before === 0x0a;
    case "end-line":
      return here === none || here === 0x0a;
    case "word-boundary":
      return isWordCharacter(before) !== isWordCharacter(here);
    case "no-word-boundary":
      return isWordCharacter(before) === isWordCharacter(here);
  }
}

/** Adds the instructions that lead to `next`; answers where they begin. Built from the end, so that every target is there. */
function compile(expression: Expression, next: number, program: Instruction[]): number {
  const add = (instruction: Instruction) => program.push(instruction) - 1;
  switch (expression.type) {
    case "empty":
      return next;
    case "character":
      return add({ type: "character", has: remembered(expression.has), next });
    case "place":
      return add({ type: "place", place: expression.place, next });
    case "group":
      return compile(expression.of, next, program);
    case "sequence":
      return expression.parts.reduceRight((after, part) => compile(part, after, program), next);
    case "choice":
      return expression.parts.map((part) => compile(part, next, program)).reduceRight((other, first) => add({ type: "split", next: first, other }));
    case "repeat":
      return compileRepeat(expression, next, program);
  }
}

function compileRepeat({ of, min, max }: Expression & { type: "repeat" }, next: number, program: Instruction[]): number {
  let start = next;
  if (max === Infinity) {
    const loop = program.push({ type: "split", next: next, other: next }) - 1;
    program[loop] = { type: "split", next: compile(of, loop, program), other: next };
    start = loop;
  } else {
    for (let times = min; times < max; times++) start = program.push({ type: "split", next: compile(of, start, program), other: next }) - 1;
  }
  for (let times = 0; times < min; times++) start = compile(of, start, program);
  return start;
}

/** The same set, with its answers for ASCII worked out beforehand. */
function remembered(has: CharSet): CharSet {
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (has(code) ? 1 : 0));
  return (code) => (code < 128 ? ascii[code] === 1 : has(code));
}
