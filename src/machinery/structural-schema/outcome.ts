import type { FieldError } from "../errors/field-error.ts";
import { invalidValue, notSupported, required, tooLong, tooMany, typeInvalid } from "../errors/field-errors.ts";
import { goFloat } from "../text/go-number.ts";
import { inKeyOrder } from "../text/in-key-order.ts";
import { goJson, quote } from "../text/quote.ts";
import { childPath } from "./paths.ts";

/**
 * One thing that a schema finds wrong, before it becomes a field error. `name` is where in the value it is, `message`
 * what upstream's validator says of it; two findings of one message are one.
 */
export interface Finding {
  readonly message: string;
  readonly errorAt: (root: string) => FieldError;
}

/** What was found in a value, and how much of the schema it got right: of several alternatives the best one is told of. */
export class Outcome {
  readonly findings: Finding[] = [];
  matches = 0;
  readonly #messages = new Set<string>();

  add(finding: Finding): void {
    if (this.#messages.has(finding.message)) return;
    this.#messages.add(finding.message);
    this.findings.push(finding);
  }

  take({ findings, matches }: Outcome): void {
    for (const finding of findings) this.add(finding);
    this.matches += matches;
  }

  get isValid(): boolean {
    return this.findings.length === 0;
  }
}

/** Source: kube-openapi pkg/validation/errors, apiextensions-apiserver pkg/apiserver/validation kubeOpenAPIResultToFieldErrors. */
function finding(name: string, message: string, errorAt: (path: string, message: string) => FieldError): Finding {
  return { message, errorAt: (root) => errorAt(name === "" || name === "." ? orNil(root) : childPath(root, name.replace(/^\./, "")), message) };
}

/** A path of nothing, as Go prints it. */
function orNil(root: string): string {
  return root === "" ? "<nil>" : root;
}

export function wrongType(name: string, expected: string, got: string): Finding {
  return finding(name, `${name} in body must be of type ${expected}: ${quote(got)}`, (path, message) => typeInvalid(path, got, message));
}

export function missing(name: string): Finding {
  return finding(name, `${name} in body is required`, (path) => required(path));
}

export function notInEnum(name: string, value: unknown, values: readonly unknown[]): Finding {
  const texts = values.map((allowed) => (typeof allowed === "string" ? allowed : goJson(inKeyOrder(allowed))));
  return finding(name, `${name} in body should be one of [${texts.join(" ")}]`, (path) => notSupported(path, inKeyOrder(value), texts));
}

export function longerThan(name: string, max: number): Finding {
  return finding(name, `${name} in body should be at most ${max} chars long`, (path) => tooLong(path, max));
}

export function shorterThan(name: string, min: number, value: string): Finding {
  return finding(name, `${name} in body should be at least ${min} chars long`, (path, message) => invalidValue(path, value, message));
}

export function unlikePattern(name: string, pattern: string, value: string): Finding {
  return finding(name, `${name} in body should match '${pattern}'`, (path, message) => invalidValue(path, value, message));
}

export function moreItemsThan(name: string, max: number, size: number): Finding {
  return finding(name, `${name} in body should have at most ${max} items`, (path) => tooMany(path, size, max));
}

export function fewerItemsThan(name: string, min: number, size: number): Finding {
  return finding(name, `${name} in body should have at least ${min} items`, (path, message) => invalidValue(path, size, message));
}

export function repeatedItems(name: string): Finding {
  return finding(name, `${name} in body shouldn't contain duplicates`, (path, message) => invalidValue(path, "", message));
}

export function morePropertiesThan(name: string, max: number, size: number): Finding {
  return finding(name, `${name} in body should have at most ${max} properties`, (path) => tooMany(path, size, max));
}

export function fewerPropertiesThan(name: string, min: number, size: number): Finding {
  return finding(name, `${name} in body should have at least ${min} properties`, (path, message) => invalidValue(path, size, message));
}

export function propertyNotAllowed(name: string, key: string): Finding {
  return finding(name, `${name}.${key} in body is a forbidden property`, (path, message) => invalidValue(path, key, message));
}

/** `words`: `less than or equal to 3`. */
export function outOfBounds(name: string, words: string, value: number): Finding {
  return finding(name, `${name} in body should be ${words}`, (path, message) => invalidValue(path, value, message));
}

export function notMultipleOf(name: string, factor: string, value: number): Finding {
  return finding(name, `${name} in body should be a multiple of ${factor}`, (path, message) => invalidValue(path, value, message));
}

export function factorNotPositive(name: string, factor: number): Finding {
  return finding(name, `factor MultipleOf declared for ${name} must be positive: ${goFloat(factor)}`, (path, message) => invalidValue(path, factor, message));
}

/** What is said of the whole value that was handed in, wherever inside it the trouble is. */
export function ofTheWhole(message: string): Finding {
  return { message, errorAt: (root) => invalidValue(orNil(root), "", message) };
}
