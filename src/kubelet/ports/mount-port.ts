/** Mounts that the kubelet itself makes on the host, for volumes. */
export interface MountPort {
  /** An in-memory file system at the existing folder `path`; without a size it may take half the machine's memory. */
  mountTmpfs(path: string, options: { readonly sizeBytes?: number }): Promise<void>;
  isMounted(path: string): boolean;
  /** Lets go of what is mounted at `path` even if it is in use; does nothing when nothing is. */
  unmount(path: string): Promise<void>;
  /** The same for everything that is mounted below `folder`, by whomever. Throws when something stays: what lies behind it is not the folder's to delete. */
  unmountBelow(folder: string): Promise<void>;
}
