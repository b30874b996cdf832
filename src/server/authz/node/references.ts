import type { Pod } from "../../../api/types/core/v1.gen.ts";

export interface PodReferences {
  readonly secrets: ReadonlySet<string>;
  readonly configmaps: ReadonlySet<string>;
  readonly persistentvolumeclaims: ReadonlySet<string>;
  readonly resourceclaims: ReadonlySet<string>;
  readonly serviceaccounts: ReadonlySet<string>;
}

const known = new WeakMap<Pod, PodReferences>();

/** The names of what a pod uses, all in its own namespace. Remembered for the immutable pod. */
export function referencesOf(pod: Pod): PodReferences {
  const found = known.get(pod) ?? collect(pod);
  known.set(pod, found);
  return found;
}

function collect(pod: Pod): PodReferences {
  const secrets = new Set<string>();
  const configmaps = new Set<string>();
  const claims = new Set<string>();
  const add = (names: Set<string>, name: string | undefined) => {
    if (name !== undefined && name !== "") names.add(name);
  };
  for (const ref of pod.spec.imagePullSecrets ?? []) add(secrets, ref.name);
  for (const container of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])]) {
    for (const from of container.envFrom ?? []) {
      add(secrets, from.secretRef?.name);
      add(configmaps, from.configMapRef?.name);
    }
    for (const env of container.env ?? []) {
      add(secrets, env.valueFrom?.secretKeyRef?.name);
      add(configmaps, env.valueFrom?.configMapKeyRef?.name);
    }
  }
  for (const volume of pod.spec.volumes ?? []) {
    add(secrets, volume.secret?.secretName);
    add(configmaps, volume.configMap?.name);
    add(claims, volume.persistentVolumeClaim?.claimName);
    if (volume.ephemeral !== undefined) add(claims, `${pod.metadata.name}-${volume.name}`);
    add(secrets, volume.csi?.nodePublishSecretRef?.name);
    for (const source of volume.projected?.sources ?? []) {
      add(secrets, source.secret?.name);
      add(configmaps, source.configMap?.name);
    }
  }
  const resourceClaims = new Set<string>();
  for (const claim of pod.spec.resourceClaims ?? []) add(resourceClaims, claim.resourceClaimName);
  for (const made of pod.status?.resourceClaimStatuses ?? []) add(resourceClaims, made.resourceClaimName);
  const accounts = new Set(pod.spec.serviceAccountName === undefined ? [] : [pod.spec.serviceAccountName]);
  return { secrets, configmaps, persistentvolumeclaims: claims, resourceclaims: resourceClaims, serviceaccounts: accounts };
}
