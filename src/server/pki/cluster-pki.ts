import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CertificateRequest, issueCertificate, type KeyCertificate } from "./certificate.ts";

/** All keys and certificates of a cluster, in PEM. */
export interface ClusterPki {
  readonly ca: KeyCertificate;
  readonly frontProxyCa: KeyCertificate;
  readonly serving: KeyCertificate;
  readonly admin: KeyCertificate;
  readonly scheduler: KeyCertificate;
  readonly controllerManager: KeyCertificate;
  /** Identifies the API server to kubelets. */
  readonly kubeletClient: KeyCertificate;
  readonly frontProxyClient: KeyCertificate;
  readonly serviceAccountKey: { readonly privateKey: string; readonly publicKey: string };
  /** A client certificate for a node's kubelet, `system:node:<name>`, good for serving too. */
  kubelet(nodeName: string, hosts?: readonly string[]): KeyCertificate;
}

export interface PkiOptions {
  /** Where everything is kept; made when absent. */
  readonly folder: string;
  /** Host names and addresses of the serving certificate besides the fixed ones. */
  readonly hosts?: readonly string[];
  /** First address of the service network. Default: 10.96.0.1. */
  readonly serviceIp?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Lifetimes as kubeadm gives them. */
const caLifetimeMs = 3650 * dayMs;
const leafLifetimeMs = 365 * dayMs;
/** Certificates that would end sooner than this are made anew at start. */
const renewBeforeMs = 90 * dayMs;
/** Clocks of other machines may be behind ours. */
const backdateMs = 60 * 60 * 1000;

const alwaysServed = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "127.0.0.1", "::1"];

/** Loads what is there and still good, makes the rest. A new serving address or a near expiry gives a new certificate under the same authority. */
export function loadClusterPki(options: PkiOptions): ClusterPki {
  const { folder, hosts = [], serviceIp = "10.96.0.1", now } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = new KeyFiles(folder, now);
  const ca = files.authority("ca", "kubernetes");
  const frontProxyCa = files.authority("front-proxy-ca", "front-proxy-ca");
  const client = (name: string, commonName: string, organizations: string[] = [], issuer = ca) => files.leaf(name, { subject: { commonName, organizations }, usage: "client" }, issuer);
  return {
    ca,
    frontProxyCa,
    serving: files.leaf("apiserver", { subject: { commonName: "kube-apiserver" }, usage: "server", hosts: [...new Set([...alwaysServed, serviceIp, ...hosts])] }, ca),
    admin: client("admin", "kubernetes-admin", ["system:masters"]),
    scheduler: client("scheduler", "system:kube-scheduler"),
    controllerManager: client("controller-manager", "system:kube-controller-manager"),
    kubeletClient: client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", ["kubeadm:cluster-admins"]),
    frontProxyClient: client("front-proxy-client", "front-proxy-client", [], frontProxyCa),
    serviceAccountKey: files.keyPair("sa"),
    kubelet: (nodeName, kubeletHosts = []) =>
      files.leaf(`kubelet-${nodeName}`, { subject: { commonName: `system:node:${nodeName}`, organizations: ["system:nodes"] }, usage: "serverAndClient", hosts: [nodeName, ...kubeletHosts] }, ca),
  };
}

type Leaf = Omit<CertificateRequest, "notBefore" | "notAfter">;

class KeyFiles {
  readonly #folder: string;
  readonly #now: number;

  constructor(folder: string, now: number) {
    this.#folder = folder;
    this.#now = now;
  }

  authority(name: string, commonName: string): KeyCertificate {
    return this.#read(name, () => true) ?? this.#issue(name, { subject: { commonName }, usage: "ca", hosts: [commonName] }, undefined, caLifetimeMs);
  }

  leaf(name: string, request: Leaf, issuer: KeyCertificate): KeyCertificate {
    const authority = new X509Certificate(issuer.certificate);
    const stillGood = (certificate: X509Certificate) =>
      certificate.validToDate.getTime() - this.#now > renewBeforeMs && certificate.verify(authority.publicKey) && (request.hosts ?? []).every((host) => names(certificate).has(host));
    return this.#read(name, stillGood) ?? this.#issue(name, request, issuer, leafLifetimeMs);
  }

  keyPair(name: string): { privateKey: string; publicKey: string } {
    const [privatePath, publicPath] = [join(this.#folder, `${name}.key`), join(this.#folder, `${name}.pub`)];
    if (existsSync(privatePath) && existsSync(publicPath)) return { privateKey: readFileSync(privatePath, "utf8"), publicKey: readFileSync(publicPath, "utf8") };
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }) as string;
    writePrivate(publicPath, publicKey);
    writePrivate(privatePath, privateKey);
    return { privateKey, publicKey };
  }

  #read(name: string, stillGood: (certificate: X509Certificate) => boolean): KeyCertificate | undefined {
    const [certificatePath, keyPath] = this.#paths(name);
    if (!existsSync(certificatePath) || !existsSync(keyPath)) return undefined;
    const certificate = readFileSync(certificatePath, "utf8");
    return stillGood(new X509Certificate(certificate)) ? { certificate, key: readFileSync(keyPath, "utf8") } : undefined;
  }

  #issue(name: string, request: Leaf, issuer: KeyCertificate | undefined, lifetimeMs: number): KeyCertificate {
    const made = issueCertificate({ ...request, notBefore: this.#now - backdateMs, notAfter: this.#now + lifetimeMs }, issuer);
    const [certificatePath, keyPath] = this.#paths(name);
    writePrivate(keyPath, made.key);
    writePrivate(certificatePath, made.certificate);
    return made;
  }

  #paths(name: string): [certificate: string, key: string] {
    return [join(this.#folder, `${name}.crt`), join(this.#folder, `${name}.key`)];
  }
}

function names(certificate: X509Certificate): Set<string> {
  const entries = (certificate.subjectAltName ?? "").split(", ");
  return new Set(entries.map((entry) => canonical(entry.replace(/^(DNS|IP Address):/, ""))));
}

/** Node writes `::1` as `0:0:0:0:0:0:0:1`. */
function canonical(name: string): string {
  return name === "0:0:0:0:0:0:0:1" ? "::1" : name;
}

/** Written beside, onto the disk, and moved into place: a crash or a power loss leaves the old file or the new one. Only the owner may read it. */
export function writePrivate(path: string, text: string): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, text, { mode: 0o600, flush: true });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
