/** Where everything of one cluster lies on this machine. `down` removes both folders. */
export interface Layout {
  readonly clusterName: string;
  /** Survives a reboot: images, container root file systems, records. */
  readonly dataDir: string;
  /** In memory, gone with a reboot: pins, sockets, exit codes, and what containers need only while they run. */
  readonly runDir: string;
  /** A private mount of its own, so that the pin below can be a mount. */
  readonly pinsDir: string;
  /** The cluster's mount namespace: a started Wherry enters it again. */
  readonly mountNamespacePin: string;
  /** conmon leaves a file per exited container here, named by its id, holding the exit code. */
  readonly exitsDir: string;
  /** crun's state. */
  readonly crunRoot: string;
  /** Bundles of the containers that run. */
  readonly bundlesDir: string;
  /** Pinned namespaces of the sandboxes that are ready. */
  readonly namespacesDir: string;
  /** Our own crun, read-only: one that could be written to copies itself at every start. */
  readonly crunProgram: string;
  readonly containersDir: string;
  readonly sandboxesDir: string;
  /** Lowest layers with nothing but mount points, by the hash of their list; beside the others, where the same mappings of owners reach them. */
  readonly mountPointsDir: string;
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
    bundlesDir: `${runDir}/bundles`, namespacesDir: `${runDir}/namespaces`, crunProgram: `${runDir}/crun-program`,
    containersDir: `${dataDir}/containers`, sandboxesDir: `${dataDir}/sandboxes`, mountPointsDir: `${dataDir}/layers/mount-points`,
    imagesDir: `${dataDir}/images`, layersDir: `${dataDir}/layers`,
    cgroupRoot: `/wherry-${clusterName}`, nftTable: `wherry-${clusterName}`,
  };
}

export interface BundlePaths {
  /** On disk, until the container is removed. */
  readonly folder: string;
  readonly upper: string;
  readonly work: string;
  readonly record: string;
  /** In memory, until the container has ended. */
  readonly bundle: string;
  readonly rootfs: string;
  readonly config: string;
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
  const folder = `${layout.containersDir}/${containerId}`;
  const bundle = `${layout.bundlesDir}/${containerId}`;
  return {
    folder, upper: `${folder}/upper`, work: `${folder}/work`, record: `${folder}/record.json`,
    bundle, rootfs: `${bundle}/rootfs`, config: `${bundle}/config.json`,
    pidFile: `${bundle}/pid`, conmonPidFile: `${bundle}/conmon.pid`, control: `${bundle}/ctl`, attach: `${bundle}/attach`, oom: `${bundle}/oom`,
  };
}

export interface SandboxPaths {
  /** On disk, until the sandbox is removed. */
  readonly folder: string;
  readonly record: string;
  readonly hostname: string;
  readonly resolvConf: string;
  /** In memory, until the sandbox is stopped: what the pod's containers share, and pins of its namespaces. */
  readonly shared: string;
  readonly shm: string;
  readonly user: string;
  readonly net: string;
  readonly ipc: string;
  readonly uts: string;
}

export function sandboxPaths(layout: Layout, sandboxId: string): SandboxPaths {
  const folder = `${layout.sandboxesDir}/${sandboxId}`;
  const shared = `${layout.namespacesDir}/${sandboxId}`;
  return {
    folder, record: `${folder}/record.json`, hostname: `${folder}/hostname`, resolvConf: `${folder}/resolv.conf`,
    shared, shm: `${shared}/shm`, user: `${shared}/user`, net: `${shared}/net`, ipc: `${shared}/ipc`, uts: `${shared}/uts`,
  };
}
