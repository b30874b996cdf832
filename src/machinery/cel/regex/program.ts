import { type Assertion, isWordCharacter, RegexSyntaxError, type Syntax } from "./syntax.ts";

/** A step of a matcher. `split` prefers its first way. */
export type Instruction =
  | { readonly op: "char"; readonly has: (code: number) => boolean }
  | { readonly op: "assert"; readonly what: Assertion }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" };

/** What repetitions may grow to when they are written out. */
const maxInstructions = 20_000;

export function compileRegex(syntax: Syntax): Instruction[] {
  const program: Instruction[] = [];
  write(syntax, program);
  program.push({ op: "match" });
  return program;
}

function write(syntax: Syntax, program: Instruction[]): void {
  if (program.length > maxInstructions) throw new RegexSyntaxError("expression too large", "");
  switch (syntax.kind) {
    case "empty":
      return;
    case "set":
      program.push({ op: "char", has: syntax.has });
      return;
    case "assert":
      program.push({ op: "assert", what: syntax.what });
      return;
    case "sequence":
      for (const part of syntax.parts) write(part, program);
      return;
    case "alternatives":
      writeAlternatives(syntax.parts, program);
      return;
    case "repeat":
      writeRepeat(syntax, program);
  }
}

function writeAlternatives(parts: readonly Syntax[], program: Instruction[]): void {
  const jumps: number[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const split = isLast ? -1 : program.push({ op: "match" }) - 1;
    write(part, program);
    if (isLast) continue;
    jumps.push(program.push({ op: "match" }) - 1);
    program[split] = { op: "split", first: split + 1, second: program.length };
  }
  for (const jump of jumps) program[jump] = { op: "jump", to: program.length };
}

function writeRepeat({ part, least, most, isGreedy }: Syntax & { readonly kind: "repeat" }, program: Instruction[]): void {
  for (let count = 0; count < least; count++) write(part, program);
  const split = (from: number, stay: number, leave: number): void => {
    program[from] = { op: "split", first: isGreedy ? stay : leave, second: isGreedy ? leave : stay };
  };
  if (most === Infinity) {
    const start = program.push({ op: "match" }) - 1;
    write(part, program);
    program.push({ op: "jump", to: start });
    split(start, start + 1, program.length);
    return;
  }
  const splits: number[] = [];
  for (let count = least; count < most; count++) {
    splits.push(program.push({ op: "match" }) - 1);
    write(part, program);
  }
  for (const from of splits) split(from, from + 1, program.length);
}

/** Between two characters; -1 stands for an end of the text. */
export function holds(what: Assertion, before: number, after: number): boolean {
  switch (what) {
    case "text start":
      return before === -1;
    case "text end":
      return after === -1;
    case "line start":
      return before === -1 || before === 10;
    case "line end":
      return after === -1 || after === 10;
    default:
      return (isWordCharacter(before) !== isWordCharacter(after)) === (what === "word edge");
  }
}
