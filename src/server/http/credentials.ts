import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Credentials, Impersonation } from "../authn/contract.ts";
import { header, type Incoming } from "./exchange.ts";

/** What a connection's certificate proves: nothing (there is none), an identity, or that its holder has a bad one. */
type Proof = Pick<Credentials, "certificate" | "hasBadCertificate">;

const proofs = new WeakMap<object, Proof>();

/** What the connection and the headers prove. A certificate is read once per connection. */
export function credentialsOf(request: Incoming): Credentials {
  const authorization = header(request, "authorization");
  const bearerToken = authorization === undefined ? undefined : /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1];
  return { ...proofOf(request), bearerToken };
}

function proofOf(request: Incoming): Proof {
  // Over HTTP/2 the session is what the requests of a connection share. A stream that has ended already has none.
  const connection = "stream" in request ? request.stream.session : request.socket;
  if (connection === undefined) return {};
  const known = proofs.get(connection);
  if (known !== undefined) return known;
  const socket = ("stream" in request ? request.stream.session?.socket : request.socket) as TLSSocket;
  const certificate = readCertificate(socket);
  const proof = socket.authorized ? { certificate } : { hasBadCertificate: certificate !== undefined };
  proofs.set(connection, proof);
  return proof;
}

function readCertificate(socket: TLSSocket): Credentials["certificate"] {
  const { subject, raw } = socket.getPeerCertificate() as { subject?: { CN?: string | string[]; O?: string | string[] }; raw?: Buffer };
  const commonName = [subject?.CN ?? []].flat()[0];
  if (commonName === undefined || raw === undefined) return undefined;
  return { commonName, organizations: [subject?.O ?? []].flat(), fingerprint: createHash("sha256").update(raw).digest("hex") };
}

/** The `Impersonate-*` headers; undefined when there are none. */
export function impersonationOf(request: Incoming): Impersonation | undefined {
  // Nearly no request has one, so the names are all that is looked at.
  let isAsked = false;
  for (const name in request.headers) isAsked ||= name.startsWith("impersonate-");
  if (!isAsked) return undefined;
  const user = header(request, "impersonate-user") || undefined;
  const uid = header(request, "impersonate-uid") || undefined;
  const groups: string[] = [];
  const extra: Record<string, string[]> = Object.create(null);
  for (const [name, value] of headerPairs(request)) {
    if (name === "impersonate-group") groups.push(value);
    if (!name.startsWith(extraPrefix)) continue;
    (extra[unescapedKey(name.slice(extraPrefix.length))] ??= []).push(value);
  }
  if (user === undefined && uid === undefined && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
  return { user, uid, groups, extra };
}

const extraPrefix = "impersonate-extra-";

/** Every header as it came, names in lower case: joined ones cannot be told from values that have a comma. */
function* headerPairs({ rawHeaders }: Incoming): Generator<[name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [(rawHeaders[at] as string).toLowerCase(), rawHeaders[at + 1] as string];
}

/** A key that is no percent-encoding stands for itself. Source: apiserver endpoints/filters/impersonation unescapeExtraKey. */
function unescapedKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
