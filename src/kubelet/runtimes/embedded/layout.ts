/** Where everything of one cluster lies on this machine. `down` removes both folders. */
export interface Layout {
  readonly clusterName: string;
  /** Survives a reboot: images, container root file systems, records. */
  readonly dataDir: string;
  /** Does not need to survive a reboot: pins, sockets, exit codes. */
  readonly runDir: string;
  /** A private mount of its own, so that the pin below can be a mount. */
  readonly pinsDir: string;
  /** The cluster's mount namespace: a started Wherry enters it again. */
  readonly mountNamespacePin: string;
  /** conmon leaves a file per exited container here, named by its id, holding the exit code. */
  readonly exitsDir: string;
  /** crun's state. */
  readonly crunRoot: string;
  readonly containersDir: string;
  readonly sandboxesDir: string;
  readonly imagesDir: string;
  /** Unpacked layers, named by the first 24 digits of their diff id. */
  readonly layersDir: string;
  /** Root of all cgroups of the cluster, relative to the cgroup mount. */
  readonly cgroupRoot: string;
  readonly nftTable: string;
}

export function layoutOf(options: { readonly clusterName: string; readonly dataDir: string; readonly runDir: string }): Layout {
  const { clusterName, dataDir, runDir } = options;
  return {
    clusterName, dataDir, runDir,
    pinsDir: `${runDir}/pins`, mountNamespacePin: `${runDir}/pins/mnt`, exitsDir: `${runDir}/exits`, crunRoot: `${runDir}/crun`,
    containersDir: `${dataDir}/containers`, sandboxesDir: `${dataDir}/sandboxes`, imagesDir: `${dataDir}/images`, layersDir: `${dataDir}/layers`,
    cgroupRoot: `/wherry-${clusterName}`, nftTable: `wherry-${clusterName}`,
  };
}

export interface BundlePaths {
  readonly bundle: string;
  readonly rootfs: string;
  readonly upper: string;
  readonly work: string;
  readonly config: string;
  readonly record: string;
  readonly pidFile: string;
  readonly conmonPidFile: string;
  /** Fifo for terminal size and log rotation, made by conmon. */
  readonly control: string;
  /** Socket of SOCK_SEQPACKET for attach, made by conmon. */
  readonly attach: string;
  /** Written by conmon when the kernel's OOM killer struck. */
  readonly oom: string;
}

export function bundlePaths(layout: Layout, containerId: string): BundlePaths {
  const bundle = `${layout.containersDir}/${containerId}`;
  return {
    bundle, rootfs: `${bundle}/rootfs`, upper: `${bundle}/upper`, work: `${bundle}/work`, config: `${bundle}/config.json`, record: `${bundle}/record.json`,
    pidFile: `${bundle}/pid`, conmonPidFile: `${bundle}/conmon.pid`, control: `${bundle}/ctl`, attach: `${bundle}/attach`, oom: `${bundle}/oom`,
  };
}

export interface SandboxPaths {
  readonly folder: string;
  readonly record: string;
  readonly hostname: string;
  readonly resolvConf: string;
  readonly shm: string;
  /** Pins of the pod's namespaces. */
  readonly user: string;
  readonly net: string;
  readonly ipc: string;
  readonly uts: string;
}

export function sandboxPaths(layout: Layout, sandboxId: string): SandboxPaths {
  const folder = `${layout.sandboxesDir}/${sandboxId}`;
  return {
    folder, record: `${folder}/record.json`, hostname: `${folder}/hostname`, resolvConf: `${folder}/resolv.conf`, shm: `${folder}/shm`,
    user: `${folder}/user`, net: `${folder}/net`, ipc: `${folder}/ipc`, uts: `${folder}/uts`,
  };
}
