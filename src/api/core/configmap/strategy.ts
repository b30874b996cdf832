import { ageCell } from "../../shared/print-age.ts";
import { validateDataKeys, validateFrozenData } from "../../shared/validate-data.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ConfigMap } from "../../types/core/v1.gen.ts";

/** ConfigMaps. Source: kubernetes pkg/registry/core/configmap. */
export const strategy: KindStrategy<ConfigMap> = {
  group: "",
  resource: "configmaps",
  validateCreate: validateDataKeys,
  validateUpdate: (configMap, old) => [...validateFrozenData(configMap, old, ["data", "binaryData"]), ...validateDataKeys(configMap)],
  printRow: (configMap, now) => [
    configMap.metadata.name ?? "",
    Object.keys(configMap.data ?? {}).length + Object.keys(configMap.binaryData ?? {}).length,
    ageCell(configMap.metadata.creationTimestamp, now),
  ],
};
