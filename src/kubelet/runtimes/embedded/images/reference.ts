import { ImagePullError } from "../../../cri/contract.ts";

/** A full image name, e.g. `docker.io/library/busybox:1.36` or `localhost:5000/team/app@sha256:…`. */
export interface Reference {
  /** Host with optional port. */
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const DEFAULT_DOMAIN = "docker.io";
const PATH = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** Reads a name as users write it: `busybox` is `docker.io/library/busybox:latest`. Throws ImagePullError (InvalidImageName). */
export function parseReference(text: string): Reference {
  const [beforeDigest = "", digest, ...more] = text.split("@");
  const lastColon = beforeDigest.lastIndexOf(":");
  const hasTag = lastColon > beforeDigest.lastIndexOf("/");
  const name = hasTag ? beforeDigest.slice(0, lastColon) : beforeDigest;
  const tag = hasTag ? beforeDigest.slice(lastColon + 1) : undefined;

  const first = name.split("/")[0] ?? "";
  const hasDomain = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const domain = hasDomain ? first : DEFAULT_DOMAIN;
  const rest = hasDomain ? name.slice(first.length + 1) : name;
  const path = domain === DEFAULT_DOMAIN && !rest.includes("/") ? `library/${rest}` : rest;

  const valid = PATH.test(path) && (tag === undefined || TAG.test(tag)) && (digest === undefined || DIGEST.test(digest)) && more.length === 0;
  if (!valid) throw new ImagePullError("InvalidImageName", `couldn't parse image name "${text}": invalid reference format${/[A-Z]/.test(path) ? `: repository name (${path}) must be lowercase` : ""}`);
  return { domain: domain === "index.docker.io" ? DEFAULT_DOMAIN : domain, path, tag: tag ?? (digest === undefined ? "latest" : undefined), digest };
}

/** The one spelling of a reference by which images are known. */
export function formatReference({ domain, path, tag, digest }: Reference): string {
  return `${domain}/${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
