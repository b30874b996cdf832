/** A request for a path that is no resource, after authorization. */
export interface PathRequest {
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
}

export interface PathAnswer {
  readonly code: number;
  readonly mediaType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** True for a document that is also written in YAML, and indented, for those who ask. */
  readonly isNegotiable?: boolean;
}

/** A family of paths. `answer` returns undefined for a path that it does not have. */
export interface PathFamily {
  /** The paths that `/` lists. */
  listed(): readonly string[];
  /** True when its paths are served to any method alike; otherwise to GET and HEAD. Default: false. */
  readonly anyMethod?: boolean;
  answer(request: PathRequest): PathAnswer | undefined | Promise<PathAnswer | undefined>;
}

export function jsonAnswer(value: unknown, code = 200): PathAnswer {
  return { code, mediaType: "application/json", body: `${JSON.stringify(value)}\n` };
}

export function textAnswer(body: string, code = 200): PathAnswer {
  return { code, mediaType: "text/plain; charset=utf-8", body, headers: { "x-content-type-options": "nosniff" } };
}

/** A document that is written in what the client takes. */
export function documentAnswer(value: unknown): PathAnswer {
  return { ...jsonAnswer(value), isNegotiable: true };
}
