import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { APIService } from "../../types/apiregistration/v1.gen.ts";

/** The port of an extension server where none is named. Source: kube-aggregator apis/apiregistration/v1 defaults.go. */
const defaultPort = 443;

/** APIServices: who serves a version of a group. Source: kube-aggregator pkg/registry/apiservice. */
export const strategy: KindStrategy<APIService> = {
  group: "apiregistration.k8s.io",
  resource: "apiservices",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec.service !== undefined) spec.service.port ??= defaultPort;
  },
  prepareForCreate(apiService) {
    apiService.status = {};
  },
  prepareForUpdate: keepStatus,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow({ metadata, spec, status }, now) {
    const service = spec.service === undefined ? "Local" : `${spec.service.namespace}/${spec.service.name}`;
    const available = status?.conditions?.find(({ type }) => type === "Available");
    const text = available === undefined ? "Unknown" : available.status === "True" ? "True" : `${available.status} (${available.reason ?? ""})`;
    return [metadata.name ?? "", service, text, ageCell(metadata.creationTimestamp, now)];
  },
};
