import type { PodSpec, Volume } from "../../../api/types/core/v1.gen.ts";
import type { Random } from "../../../base/random.ts";

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";
/** An hour and 7 seconds: the odd number marks tokens that were not asked for. */
const tokenSeconds = 3607;
/** Letters and digits that make no words. Source: apimachinery util/rand. */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Mounts token, authority and namespace into every container that mounts nothing of its own there. */
export function mountToken(spec: PodSpec, random: Random): void {
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(volumePrefix));
  const name = existing?.name ?? volumePrefix + suffix(random);
  let mounted = false;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    if (container.volumeMounts?.some((mount) => mount.mountPath === mountPath)) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }];
    mounted = true;
  }
  if (mounted && existing === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function suffix(random: Random): string {
  return Array.from({ length: 5 }, () => suffixAlphabet[random.int(suffixAlphabet.length)]).join("");
}

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        { downwardAPI: { items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }] } },
      ],
    },
  };
}
