import type { Node } from "../../api/types/core/v1.gen.ts";
import { Counter, exponentialBuckets, Gauge, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";
import { isConditionTrue } from "../../machinery/meta/conditions.ts";

/** What the node controller tells, by zone. Source: kubernetes pkg/controller/nodelifecycle/metrics.go. */
export class NodeMetrics {
  readonly updateDuration: Histogram;
  readonly #evictions: Counter;
  readonly #health: Gauge;
  readonly #size: Gauge;
  readonly #unhealthy: Gauge;

  constructor(registry: MetricsRegistry) {
    const byZone = { stability: "ALPHA", labels: ["zone"] } as const;
    this.#evictions = registry.register(new Counter({ name: "node_collector_evictions_total", help: "Number of Node evictions that happened since current instance of NodeController started.", stability: "STABLE", labels: ["zone"] }));
    this.#health = registry.register(new Gauge({ name: "node_collector_zone_health", help: "Gauge measuring percentage of healthy nodes per zone.", ...byZone }));
    this.#size = registry.register(new Gauge({ name: "node_collector_zone_size", help: "Gauge measuring number of registered Nodes per zones.", ...byZone }));
    this.#unhealthy = registry.register(new Gauge({ name: "node_collector_unhealthy_nodes_in_zone", help: "Gauge measuring number of not Ready Nodes per zones.", ...byZone }));
    this.updateDuration = registry.register(new Histogram({ name: "node_collector_update_node_health_duration_seconds", help: "Duration in seconds for NodeController to update the health of a single node.", stability: "ALPHA", buckets: exponentialBuckets(0.001, 4, 8) }));
  }

  /** The node's taints begin to drive pods away. */
  evicted(node: Node): void {
    this.#evictions.labels(zoneOf(node)).inc();
  }

  /** How the zones stand now. */
  look(nodes: readonly Node[]): void {
    for (const gauge of [this.#health, this.#size, this.#unhealthy]) gauge.clear();
    for (const [zone, members] of Map.groupBy(nodes, zoneOf)) {
      const unhealthy = members.filter(({ status }) => !isConditionTrue(status?.conditions, "Ready")).length;
      this.#size.labels(zone).set(members.length);
      this.#unhealthy.labels(zone).set(unhealthy);
      this.#health.labels(zone).set((100 * (members.length - unhealthy)) / members.length);
    }
  }
}

/** Empty for a node that says neither region nor zone. Source: component-helpers node/topology GetZoneKey. */
function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region = labels["topology.kubernetes.io/region"] ?? labels["failure-domain.beta.kubernetes.io/region"] ?? "";
  const zone = labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"] ?? "";
  return region === "" && zone === "" ? "" : `${region}:\u0000:${zone}`;
}
