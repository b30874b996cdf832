/** Where containerd listens unless told otherwise. */
export const defaultEndpoint = "/run/containerd/containerd.sock";

/** The path of the runtime's socket; an endpoint may begin with `unix://`. */
export function socketPathOf(endpoint: string = defaultEndpoint): string {
  return endpoint.replace(/^unix:\/\//, "");
}

/** Below which all cgroups of a cluster lie. */
export function cgroupRootOf(clusterName: string): string {
  return `/wherry-${clusterName}`;
}
