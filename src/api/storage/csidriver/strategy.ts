import { ageCell, orNone } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIDriver } from "../../types/storage/v1.gen.ts";

/** CSIDrivers: what a volume driver can do. Source: kubernetes pkg/apis/storage/v1 defaults.go, pkg/registry/storage/csidriver. */
export const strategy: KindStrategy<CSIDriver> = {
  group: "storage.k8s.io",
  resource: "csidrivers",
  applyDefaults({ spec }) {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= "ReadWriteOnceWithFSType";
    spec.volumeLifecycleModes ??= ["Persistent"];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  printRow({ metadata, spec }, now) {
    const audiences = spec.tokenRequests?.map(({ audience }) => audience).join(",") ?? "<unset>";
    const { attachRequired = true, podInfoOnMount = false, storageCapacity = false, requiresRepublish = false } = spec;
    const modes = orNone(spec.volumeLifecycleModes?.join(","));
    return [
      metadata.name ?? "",
      attachRequired,
      podInfoOnMount,
      storageCapacity,
      audiences,
      requiresRepublish,
      modes,
      ageCell(metadata.creationTimestamp, now),
    ];
  },
};
