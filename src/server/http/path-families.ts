import { discoveryPaths } from "../discovery/paths.ts";
import { openApiPaths } from "../openapi/paths.ts";
import { flowControlPaths } from "../flowcontrol/debug-paths.ts";
import type { PathFamily } from "../paths/contract.ts";
import { type HealthCheck, healthPaths } from "../paths/health.ts";
import { metricsPath } from "../paths/metrics.ts";
import { openidPaths } from "../paths/openid.ts";
import { versionPath } from "../paths/version.ts";
import { zpages } from "../paths/zpages.ts";
import type { ApiServer } from "../api-server.ts";
import { processMetrics } from "./process-metrics.ts";

/** Everything that is served besides resources, in the order in which paths are tried. */
export function pathFamilies(server: ApiServer): readonly PathFamily[] {
  const platform = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;
  const families = [
    versionPath(server.version, platform),
    healthPaths(healthChecks(server)),
    discoveryPaths(server.catalog, server.advertisedAddress),
    openApiPaths(server.catalog, () => server.clock.now()),
    openidPaths(server.tokenKeys, server.issuer),
    flowControlPaths(server.flowControl, server.clock),
    metricsPath([server.metrics, server.flowControl.metrics, { text: () => server.componentMetrics.write() }, processMetrics(server.version, platform)]),
  ];
  return [...families, zpages({ server, startedAt: server.clock.now(), others: families })];
}

/** What must be done before this server takes its first request, under upstream's names. */
const startSteps = [
  "start-apiserver-admission-initializer", "generic-apiserver-start-informers", "priority-and-fairness-config-consumer", "priority-and-fairness-filter",
  "storage-readiness", "start-system-namespaces-controller", "start-cluster-authentication-info-controller", "start-service-ip-repair-controllers",
  "rbac/bootstrap-roles", "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer", "bootstrap-controller",
].map((step) => isTrueWhenServing(`poststarthook/${step}`));

/** Something that holds for as long as anybody can ask. */
function isTrueWhenServing(name: string): HealthCheck {
  return { name, check: () => undefined };
}

function healthChecks(server: ApiServer) {
  const store: HealthCheck = { name: "etcd", check: () => server.health.store() };
  const storeIsReady: HealthCheck = { name: "etcd-readiness", check: () => server.health.store() };
  const shutdown: HealthCheck = { name: "shutdown", check: () => (server.health.stopping() ? "process is shutting down" : undefined) };
  const alive = [isTrueWhenServing("ping"), isTrueWhenServing("log"), store, ...startSteps];
  return { healthz: alive, livez: alive, readyz: [isTrueWhenServing("ping"), isTrueWhenServing("log"), store, storeIsReady, isTrueWhenServing("informer-sync"), ...startSteps, shutdown] };
}
