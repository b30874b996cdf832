import type { KindStrategy } from "../../strategy.ts";
import type { ComponentStatus } from "../../types/core/v1.gen.ts";

/** Components of the control plane, which are only read. Source: kubernetes pkg/printers printComponentStatus. */
export const strategy: KindStrategy<ComponentStatus> = {
  group: "",
  resource: "componentstatuses",
  printRow: ({ metadata, conditions = [] }) => {
    const healthy = conditions.find(({ type }) => type === "Healthy");
    const status = healthy === undefined ? "Unknown" : healthy.status === "True" ? "Healthy" : "Unhealthy";
    return [metadata.name ?? "", status, healthy?.message ?? "", healthy?.error ?? ""];
  },
};
