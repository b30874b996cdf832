/** The Kubernetes release whose API is served. The build suffix says that this is not upstream's own. */
export const kubernetesVersion = "v1.36.0+wherry";
