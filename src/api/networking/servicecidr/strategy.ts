import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ServiceCIDR } from "../../types/networking/v1.gen.ts";

/** ServiceCIDRs: where cluster IPs come from. Source: kubernetes pkg/registry/networking/servicecidr. */
export const strategy: KindStrategy<ServiceCIDR> = {
  group: "networking.k8s.io",
  resource: "servicecidrs",
  prepareForCreate: startGenerationWithoutStatus,
  prepareForUpdate: keepStatusAndCountGeneration,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.cidrs?.join(",") ?? "", ageCell(metadata.creationTimestamp, now)],
};
