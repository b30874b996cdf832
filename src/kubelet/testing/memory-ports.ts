import type { KubeletPorts } from "../options.ts";
import type { MachineInfo } from "../ports/machine-port.ts";
import { type ForeignFiles, MemoryHostFiles } from "./memory-host-files.ts";

export interface MemoryPortsOptions {
  /** The files that the runtime writes. */
  readonly logs?: ForeignFiles;
  /** Default 4. */
  readonly cpus?: number;
  /** Default 8 GiB. */
  readonly memoryBytes?: number;
  readonly httpStatus?: (url: string) => number;
}

/** A host without a machine: for tests, the simulator and the browser. */
export function createMemoryPorts({ logs, cpus = 4, memoryBytes = 8 * 1_024 ** 3, httpStatus = () => 200 }: MemoryPortsOptions = {}): KubeletPorts & { readonly files: MemoryHostFiles } {
  const info: MachineInfo = { cpus, memoryBytes, machineId: "simulated", systemUuid: "simulated", bootId: "simulated", bootedAt: 0, hugePages: { "1Gi": 0, "2Mi": 0 }, swapBytes: 0, kernelVersion: "6.0.0", osImage: "Simulated", architecture: "amd64" };
  const diskBytes = 100 * 1_024 ** 3;
  const mounted = new Set<string>();
  return {
    files: new MemoryHostFiles(logs),
    mounts: {
      mountTmpfs: async (path) => void mounted.add(path),
      isMounted: (path) => mounted.has(path),
      unmount: async (path) => void mounted.delete(path),
      unmountBelow: async (folder) => {
        for (const path of mounted) if (path.startsWith(`${folder}/`)) mounted.delete(path);
      },
    },
    network: {
      httpGet: async ({ scheme, host, port, path }) => ({ status: httpStatus(`${scheme.toLowerCase()}://${host}:${port}${path}`), body: "" }),
      tcpConnect: async () => undefined,
      grpcHealth: async () => ({ status: "SERVING" }),
    },
    machine: {
      info: () => info,
      usage: () => ({ memoryAvailableBytes: memoryBytes / 2, rootFreeBytes: diskBytes / 2, rootTotalBytes: diskBytes, rootFreeInodes: 1_000_000, rootTotalInodes: 2_000_000, maximumPids: 32_768, runningPids: 100, cpuUsageNanoseconds: 0 }),
      detail: () => ({ network: [{ name: "eth0", rxBytes: 1_000, rxPackets: 10, rxErrors: 1, rxDropped: 2, txBytes: 2_000, txPackets: 20, txErrors: 3, txDropped: 4 }], memoryRssBytes: 4_096, pageFaults: 7, majorPageFaults: 1, pressures: {} }),
      folderBytes: async () => 0,
    },
  };
}
