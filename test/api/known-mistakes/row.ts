import type { PatchType } from "../../../src/machinery/request/api-request.ts";

/** What stands there before a row's request: created through the API first. */
export type Manifest = { readonly kind: string; readonly apiVersion: string } & Readonly<Record<string, unknown>>;

/**
 * One well-known mistake and what Kubernetes says to it, to the letter.
 *
 * The request is a manifest to create, or, with `change`, a change of the manifest once it is there; or any request by
 * its method and path.
 */
export interface Mistake {
  readonly name: string;
  readonly create?: Manifest;
  /** Laid over the manifest (as a merge patch would) and sent with PUT. */
  readonly change?: unknown;
  /** The subresource that the change goes to. */
  readonly subresource?: string;
  /** Sent as it is, after `create`. */
  readonly request?: { readonly method: string; readonly path: string; readonly body?: unknown; readonly type?: PatchType | string };
  readonly code: number;
  readonly reason: string;
  /** Whole, or how it begins where the rest shows values in Go's own form. */
  readonly message: string | { readonly starts: string };
  /** Upstream's function or test that says it. */
  readonly source: string;
}
