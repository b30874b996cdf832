import type { operations } from "./operations.ts";

/** What the host thread can be asked; each is a function of `operations.ts`. */
export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type Arguments<Name extends OperationName> = Parameters<Operations[Name]>[0];
export type Answer<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;

export interface Call {
  readonly id: number;
  readonly name: OperationName;
  readonly args: unknown;
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string } };
