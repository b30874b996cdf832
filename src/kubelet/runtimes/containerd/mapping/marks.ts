/**
 * What we write on sandboxes and containers beside the kubelet's own labels and annotations, so that a restarted Wherry
 * finds what is its own in a containerd that others use too, and what an older containerd does not keep.
 */
export const marks = {
  /** Label: the cluster's name. */
  cluster: "wherry.dev/cluster",
  /** Label, the kubelet's own: the pod's uid. */
  podUid: "io.kubernetes.pod.uid",
  /** Annotation on a sandbox: the parent of its containers' cgroups, as the machine knows it. */
  cgroupParent: "wherry.dev/cgroup-parent",
  /** Annotation: the limits at creation, as JSON. */
  resources: "wherry.dev/resources",
  /** Annotations on a container: the image as the kubelet named it. */
  imageId: "wherry.dev/image-id",
  userSpecifiedImage: "wherry.dev/image",
} as const;

const own = new Set<string>(Object.values(marks).filter((mark) => mark.startsWith("wherry.dev/")));

/** The labels or annotations less our marks. */
export function withoutMarks(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !own.has(name)));
}
