import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { arch, availableParallelism, cpus, release, totalmem } from "node:os";
import { defaultInterface, parseNetDev } from "../../proc/net-dev.ts";
import { parsePressure } from "../../proc/pressure.ts";
import type { MachineDetail, MachineInfo, MachinePort, MachineUsage } from "../machine-port.ts";

/** This machine. What does not change is read once. */
export class NodeMachine implements MachinePort {
  #info: MachineInfo | undefined;

  info(): MachineInfo {
    this.#info ??= {
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
      machineId: read("/etc/machine-id"),
      systemUuid: read("/sys/class/dmi/id/product_uuid") || read("/etc/machine-id"),
      bootId: read("/proc/sys/kernel/random/boot_id"),
      bootedAt: Number(/^btime (\d+)$/m.exec(read("/proc/stat"))?.[1] ?? 0) * 1_000,
      hugePages: hugePages("/sys/kernel/mm/hugepages"),
      swapBytes: Number(/^SwapTotal:\s+(\d+) kB/m.exec(read("/proc/meminfo"))?.[1] ?? 0) * 1_024,
      kernelVersion: release(),
      osImage: /^PRETTY_NAME="?([^"\n]*)/m.exec(read("/etc/os-release"))?.[1] ?? "Linux",
      architecture: arch() === "x64" ? "amd64" : arch(),
    };
    return this.#info;
  }

  usage(path: string): MachineUsage {
    const disk = statfsSync(path);
    const available = /^MemAvailable:\s+(\d+) kB/m.exec(read("/proc/meminfo"))?.[1];
    return {
      memoryAvailableBytes: Number(available ?? 0) * 1_024,
      rootFreeBytes: disk.bavail * disk.bsize,
      rootTotalBytes: disk.blocks * disk.bsize,
      rootFreeInodes: disk.ffree,
      rootTotalInodes: disk.files,
      maximumPids: Number(read("/proc/sys/kernel/pid_max")) || Number.MAX_SAFE_INTEGER,
      // The fourth field is `running/all`.
      runningPids: Number(read("/proc/loadavg").split(" ")[3]?.split("/")[1] ?? 0),
      cpuUsageNanoseconds: cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) * 1e6,
    };
  }

  detail(): MachineDetail {
    const memory = read("/proc/meminfo");
    const vmstat = read("/proc/vmstat");
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(memory)?.[1] ?? 0) * 1_024;
    const counted = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(vmstat)?.[1] ?? 0);
    const swapBytes = kilobytes("SwapTotal");
    const outside = defaultInterface(read("/proc/net/route"));
    const interfaces = parseNetDev(read("/proc/net/dev")).filter(({ name }) => !isOfPods(name));
    return {
      network: interfaces.toSorted((a, b) => Number(b.name === outside) - Number(a.name === outside)),
      ...(swapBytes === 0 ? {} : { swap: { usedBytes: swapBytes - kilobytes("SwapFree"), freeBytes: kilobytes("SwapFree") } }),
      memoryRssBytes: kilobytes("AnonPages"),
      pageFaults: counted("pgfault"),
      majorPageFaults: counted("pgmajfault"),
      pressures: { cpu: parsePressure(read("/proc/pressure/cpu")), memory: parsePressure(read("/proc/pressure/memory")), io: parsePressure(read("/proc/pressure/io")) },
    };
  }

  async folderBytes(path: string): Promise<number> {
    try {
      let bytes = 0;
      for (const entry of await readdir(path, { withFileTypes: true })) {
        const child = join(path, entry.name);
        if (entry.isDirectory()) bytes += await this.folderBytes(child);
        bytes += (await lstat(child)).blocks * 512;
      }
      return bytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0; // it vanished meanwhile
      throw error;
    }
  }
}

/** The machine's end of a link to a pod: its traffic is the pod's. Upstream leaves such interfaces out as well. */
function isOfPods(name: string): boolean {
  return name.startsWith("veth") || /^wv[0-9a-f]{12}$/.test(name);
}

/** Every size of huge page that the kernel knows, with what is set aside for it. */
function hugePages(folder: string): Record<string, number> {
  const sizes = existsSync(folder) ? readdirSync(folder) : [];
  return Object.fromEntries(sizes.map((name) => {
    const kilobytes = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1] ?? 0);
    const count = Number(read(join(folder, name, "nr_hugepages")));
    return [kilobytes % (1_024 * 1_024) === 0 ? `${kilobytes / 1_024 / 1_024}Gi` : `${kilobytes / 1_024}Mi`, count * kilobytes * 1_024] as const;
  }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return ""; // not every machine tells
  }
}
