import { discoveryPaths } from "../discovery/paths.ts";
import { openApiPaths } from "../openapi/paths.ts";
import type { PathFamily } from "../paths/contract.ts";
import { type HealthCheck, healthPaths } from "../paths/health.ts";
import { metricsPath } from "../paths/metrics.ts";
import { openidPaths } from "../paths/openid.ts";
import { versionPath } from "../paths/version.ts";
import type { ApiServer } from "../api-server.ts";

/** Everything that is served besides resources, in the order in which paths are tried. */
export function pathFamilies(server: ApiServer): readonly PathFamily[] {
  return [
    versionPath(server.version, `linux/${process.arch === "x64" ? "amd64" : process.arch}`),
    healthPaths(healthChecks(server)),
    discoveryPaths(server.catalog, server.advertisedAddress),
    openApiPaths(server.catalog),
    openidPaths(server.tokenKeys, server.issuer),
    metricsPath(server.metrics),
  ];
}

function healthChecks(server: ApiServer) {
  const ping: HealthCheck = { name: "ping", check: () => undefined };
  const store: HealthCheck = { name: "etcd", check: () => server.health.store() };
  const shutdown: HealthCheck = { name: "shutdown", check: () => (server.health.stopping() ? "process is shutting down" : undefined) };
  return { healthz: [ping, store], livez: [ping, store], readyz: [ping, store, shutdown] };
}
