import type { Expression } from "./ast.ts";

/** A call that looks like a macro's: what stands before the dot is its target. */
export interface MacroCall {
  /** The call's opening parenthesis; what the macro makes is reported there. */
  readonly at: number;
  readonly target?: Expression;
  readonly args: readonly Expression[];
  /** A part that is needed twice, once more: the checker writes its answers into each. */
  copy<T extends Expression>(part: T): T;
}

/** The arguments are not what the macro needs. */
export class MacroError {
  readonly at: number;
  readonly message: string;

  constructor(at: number, message: string) {
    this.at = at;
    this.message = message;
  }
}

/** Writes a call anew while it is parsed; undefined leaves it as it is. */
export type Macro = (call: MacroCall) => Expression | MacroError | undefined;

export function macroKey(name: string, args: number, isMember: boolean): string {
  return `${isMember ? "member" : "global"} ${name}/${args}`;
}
