/** Kinds of field errors. Source: apimachinery util/validation/field ErrorType. */
export type FieldErrorType =
  | "Required"
  | "Invalid"
  | "NotSupported"
  | "Forbidden"
  | "Duplicate"
  | "NotFound"
  | "TooLong"
  | "TooShort"
  | "TooMany"
  | "TooFew"
  | "TypeInvalid"
  | "Internal";

/** One thing wrong with one field; `field` is a path such as `spec.containers[0].name`. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly value?: unknown;
  readonly detail: string;
}
