import { RealClock } from "../../../../../base/real-clock.ts";
import type { Credentials } from "../image-jobs.ts";
import { MANIFEST_TYPES } from "../manifest.ts";
import type { Reference } from "../reference.ts";

/** A registry answered, and the answer was no. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
}

/** No registry answered: no network, no such host, nothing listening. */
export class RegistryUnreachableError extends Error {
  override readonly name = "RegistryUnreachableError";
}

/** A clock cannot cross the thread border, and registries live in real time. */
const clock = new RealClock();

const REQUEST_TIMEOUT_MS = 30_000;
const TRIES = 3;
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Reads one repository of a registry by the OCI distribution protocol, with whatever authentication it asks for. */
export class RegistryClient {
  readonly #base: string;
  readonly #repository: string;
  readonly #credentials: Credentials | undefined;
  #authorization: string | undefined;

  /** `endpoint` is scheme and host; absent: the one that the reference's domain stands for. */
  constructor(reference: Reference, credentials: Credentials | undefined, endpoint = endpointOf(reference.domain)) {
    this.#base = endpoint;
    this.#repository = reference.path;
    this.#credentials = credentials;
  }

  async manifest(tagOrDigest: string): Promise<{ readonly text: string; readonly digest?: string }> {
    const response = await this.#request(`manifests/${tagOrDigest}`, { accept: MANIFEST_TYPES.join(", ") });
    const text = await response.text();
    if (text.length > MAX_MANIFEST_BYTES) throw new RegistryError(`the manifest has ${text.length} bytes; at most ${MAX_MANIFEST_BYTES} are read`);
    return { text, digest: response.headers.get("docker-content-digest") ?? undefined };
  }

  async blob(digest: string): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#request(`blobs/${digest}`, {});
    if (response.body === null) throw new RegistryError(`blob ${digest} came without content`);
    return response.body;
  }

  async #request(path: string, headers: Record<string, string>): Promise<Response> {
    const url = `${this.#base}/v2/${this.#repository}/${path}`;
    for (let tried = 1; ; tried++) {
      const response = await this.#fetch(url, headers);
      if (response.ok) return response;
      const challenge = response.headers.get("www-authenticate");
      await response.body?.cancel();
      if (response.status === 401 && challenge !== null && tried === 1) {
        this.#authorization = await this.#authorize(challenge);
        continue;
      }
      if ((response.status >= 500 || response.status === 429) && tried < TRIES) continue;
      throw new RegistryError(describeRefusal(response, url));
    }
  }

  async #fetch(url: string, headers: Record<string, string>): Promise<Response> {
    const sent = this.#authorization === undefined ? headers : { ...headers, authorization: this.#authorization };
    // The limit is for the beginning of the answer; a large layer may take its time.
    const limit = new AbortController();
    const timer = clock.setTimer(REQUEST_TIMEOUT_MS, () => limit.abort(new DOMException("no answer", "TimeoutError")));
    try {
      return await fetch(url, { headers: sent, signal: limit.signal, redirect: "follow" });
    } catch (error) {
      throw new RegistryUnreachableError(`failed to do request: Get "${url}": ${networkReason(error)}`, { cause: error });
    } finally {
      timer.cancel();
    }
  }

  /** Answers a Basic or Bearer challenge. Source: the distribution token specification. */
  async #authorize(challenge: string): Promise<string> {
    const basic = this.#basic();
    if (/^basic/i.test(challenge)) return basic ?? "";
    const parameters = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value]) => [key, value ?? ""]));
    if (parameters.realm === undefined) throw new RegistryError(`cannot answer the registry's challenge: ${challenge}`);
    const url = new URL(parameters.realm);
    if (parameters.service !== undefined) url.searchParams.set("service", parameters.service);
    url.searchParams.set("scope", parameters.scope ?? `repository:${this.#repository}:pull`);
    const response = await fetch(url, { headers: basic === undefined ? {} : { authorization: basic }, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }).catch((error) => {
      throw new RegistryUnreachableError(`failed to fetch anonymous token: Get "${url}": ${networkReason(error)}`, { cause: error });
    });
    if (!response.ok) throw new RegistryError(`failed to authorize: failed to fetch anonymous token: unexpected status: ${response.status} ${response.statusText}`);
    const { token, access_token: accessToken } = (await response.json()) as { token?: string; access_token?: string };
    return `Bearer ${token ?? accessToken ?? ""}`;
  }

  #basic(): string | undefined {
    if (this.#credentials?.username === undefined) return undefined;
    return `Basic ${Buffer.from(`${this.#credentials.username}:${this.#credentials.password ?? ""}`).toString("base64")}`;
  }
}

/** Registries on this machine speak plain HTTP, as Docker has it. */
function endpointOf(domain: string): string {
  if (domain === "docker.io") return "https://registry-1.docker.io";
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(domain) ? `http://${domain}` : `https://${domain}`;
}

function describeRefusal({ status, statusText }: Response, url: string): string {
  if (status === 404) return "not found";
  if (status === 401 || status === 403) return "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials";
  return `unexpected status from GET request to ${url}: ${status} ${statusText}`;
}

function networkReason(error: unknown): string {
  const { cause, message, name } = error as { cause?: { code?: string; message?: string; hostname?: string; address?: string; port?: number }; message: string; name: string };
  if (name === "TimeoutError") return "context deadline exceeded";
  if (cause?.code === "ENOTFOUND" || cause?.code === "EAI_AGAIN") return `dial tcp: lookup ${cause.hostname}: ${cause.code === "ENOTFOUND" ? "no such host" : "Temporary failure in name resolution"}`;
  if (cause?.code === "ECONNREFUSED") return `dial tcp ${cause.address ?? ""}:${cause.port ?? ""}: connect: connection refused`;
  return cause?.message ?? message;
}
