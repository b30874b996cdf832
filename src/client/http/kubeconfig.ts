import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { decodeYaml } from "../../machinery/codec/yaml.ts";
import type { Endpoint } from "./session.ts";

/** The parts of a kubeconfig that we read. Source: client-go tools/clientcmd/api/v1. */
interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; user: string; namespace?: string } }[];
  clusters?: { name: string; cluster: Cluster }[];
  users?: { name: string; user: User }[];
}

interface Cluster {
  server: string;
  "certificate-authority"?: string;
  "certificate-authority-data"?: string;
  "tls-server-name"?: string;
  "insecure-skip-tls-verify"?: boolean;
}

interface User {
  "client-certificate"?: string;
  "client-certificate-data"?: string;
  "client-key"?: string;
  "client-key-data"?: string;
  token?: string;
  tokenFile?: string;
  exec?: { command: string };
  "auth-provider"?: { name: string };
}

export interface LoadedConfig {
  readonly endpoint: Endpoint;
  readonly context: string;
  /** The context's namespace; `default` when it names none. */
  readonly namespace: string;
}

/** Reads the file and resolves one of its contexts; absent means the current one. Throws an Error that says what is missing. */
export function loadKubeconfig(path: string, contextName?: string): LoadedConfig {
  return resolveKubeconfig(decodeYaml(readFileSync(path, "utf8")) as Kubeconfig, { path, contextName });
}

/** `path` is where relative paths of certificates start from, and what messages name. */
export function resolveKubeconfig(config: Kubeconfig, { path, contextName }: { path: string; contextName?: string }): LoadedConfig {
  const name = contextName ?? config["current-context"] ?? "";
  const context = find("context", config.contexts, name, path).context;
  const { cluster } = find("cluster", config.clusters, context.cluster, path);
  const { user } = find("user", config.users, context.user, path);
  const unsupported = user.exec !== undefined ? "exec" : user["auth-provider"] !== undefined ? "auth-provider" : undefined;
  if (unsupported !== undefined) throw new Error(`cannot use user "${context.user}" of ${path}: it logs in by ${unsupported}, which is not supported; use a client certificate or a token`);
  const pem = (data: string | undefined, file: string | undefined): string | undefined => (data !== undefined ? fromBase64(data) : file === undefined ? undefined : readFileSync(resolve(dirname(path), file), "utf8"));
  return {
    context: name,
    namespace: context.namespace ?? "default",
    endpoint: {
      server: cluster.server,
      ca: pem(cluster["certificate-authority-data"], cluster["certificate-authority"]),
      serverName: cluster["tls-server-name"],
      insecureSkipTlsVerify: cluster["insecure-skip-tls-verify"],
      clientCertificate: pem(user["client-certificate-data"], user["client-certificate"]),
      clientKey: pem(user["client-key-data"], user["client-key"]),
      token: tokenOf(user, path),
    },
  };
}

/** A token file is read for each request: whoever renews it writes it anew. */
function tokenOf({ token, tokenFile }: User, path: string): Endpoint["token"] {
  if (token !== undefined) return token;
  return tokenFile === undefined ? undefined : () => readFileSync(resolve(dirname(path), tokenFile), "utf8").trim();
}

function find<T extends { name: string }>(what: string, list: readonly T[] | undefined, name: string, path: string): T {
  const found = list?.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = (list ?? []).map((each) => `"${each.name}"`).join(", ") || "none";
  throw new Error(`cannot use ${path}: it has no ${what} "${name}"; it has ${names}`);
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
