import { encodeYaml } from "../../machinery/codec/yaml.ts";
import type { KeyCertificate } from "./certificate.ts";
import { writePrivate } from "./cluster-pki.ts";

export interface KubeconfigOptions {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** The cluster's authority in PEM. */
  readonly ca: string;
  readonly user: KeyCertificate;
  /** Name of cluster, user and context. */
  readonly name: string;
  readonly namespace?: string;
}

/** A kubeconfig with everything inside, as a plain object. */
export function kubeconfig({ server, ca, user, name, namespace }: KubeconfigOptions) {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(ca) } }],
    users: [{ name, user: { "client-certificate-data": base64(user.certificate), "client-key-data": base64(user.key) } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
    "current-context": name,
    preferences: {},
  };
}

/** Writes a kubeconfig that only its owner may read. */
export function writeKubeconfig(path: string, options: KubeconfigOptions): void {
  writePrivate(path, encodeYaml(kubeconfig(options)));
}
