/** An init container that is restarted always runs beside the main ones for the pod's whole life. */
export function isSidecar(container: { readonly restartPolicy?: string }): boolean {
  return container.restartPolicy === "Always";
}
