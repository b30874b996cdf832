/** Upstream stops collecting strict errors at this many. Source: sigs.k8s.io/json saveStrictError. */
const maxUnknownFields = 100;

/**
 * Where a decoding stands and what it has found wrong. Like Go's decoder it keeps only the first error: one mismatch of
 * types does not stop it, and a value that refuses its text (a quantity, a time) outranks every mismatch before it.
 */
export class DecodeContext {
  /** The Go type whose field is in hand; part of the error text. */
  structName = "";
  readonly unknownFields: string[] = [];
  /** Field names only, as Go's decoder names fields: `spec.template.spec.containers.image`. */
  readonly #fields: string[] = [];
  /** Field names, map keys and list indexes, as strict decoding names fields: `spec.containers[0].image`. */
  readonly #path: (string | number)[] = [];
  #mismatch: string | undefined;
  #refusal: string | undefined;

  get error(): string | undefined {
    return this.#refusal ?? this.#mismatch;
  }

  enterField(name: string): void {
    this.#fields.push(name);
    this.#path.push(name);
  }

  leaveField(): void {
    this.#fields.pop();
    this.#path.pop();
  }

  enterItem(place: string | number): void {
    this.#path.push(place);
  }

  leaveItem(): void {
    this.#path.pop();
  }

  /** The value in hand is of another JSON type than the field's Go type holds. `found` is upstream's word for the value. */
  mismatch(found: string, goType: string): void {
    this.#mismatch ??= this.#mismatchText(found, goType);
  }

  /** As `mismatch`, for Go types that decode themselves: that ends upstream's decoding. */
  refuseType(found: string, goType: string): void {
    this.#refusal ??= this.#mismatchText(found, goType);
  }

  /** The value is of the right JSON type, and its text is not acceptable. `fatal` ends upstream's decoding at once. */
  refuse(message: string, fatal = true): void {
    if (fatal) this.#refusal ??= message;
    else this.#mismatch ??= message;
  }

  unknownField(name: string): void {
    if (this.unknownFields.length >= maxUnknownFields) return;
    const path = this.#pathTo(name);
    if (!this.unknownFields.includes(path)) this.unknownFields.push(path);
  }

  #mismatchText(found: string, goType: string): string {
    if (this.#fields.length === 0) return `json: cannot unmarshal ${found} into Go value of type ${goType}`;
    return `json: cannot unmarshal ${found} into Go struct field ${this.structName}.${this.#fields.join(".")} of type ${goType}`;
  }

  #pathTo(name: string): string {
    let text = "";
    for (const place of this.#path) text += typeof place === "number" ? `[${place}]` : text === "" ? place : `.${place}`;
    return text === "" ? name : `${text}.${name}`;
  }
}

/** Turns a JSON value into its one normal form; undefined when there is none. Notes in `context` what is wrong. */
export type Decode = (value: unknown, context: DecodeContext) => unknown;

/** What Go's decoder calls the type of a JSON value. */
export function jsonTypeOf(value: unknown): "string" | "number" | "bool" | "array" | "object" {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "bool";
    default:
      return Array.isArray(value) ? "array" : "object";
  }
}
