/** A field's or definition's schema as the facts state it: OpenAPI v2 without descriptions. */
export interface FieldSchema {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: FieldSchema;
  readonly additionalProperties?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly oneOf?: readonly { readonly type: string }[];
  readonly "x-kubernetes-list-type"?: "map" | "set" | "atomic";
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-group-version-kind"?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
  readonly "x-kubernetes-unions"?: readonly unknown[];
}

/** Definitions by full name, such as `io.k8s.api.core.v1.Pod`; a `$ref` is such a name. */
export type Definitions = Readonly<Record<string, FieldSchema>>;
