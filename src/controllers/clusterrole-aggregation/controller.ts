import type { ClusterRole, PolicyRule } from "../../api/types/rbac/v1.gen.ts";
import { Client } from "../../client/client.ts";
import { clusterRoles as roleResource } from "../../client/resources.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { selectorFromLabelSelector } from "../../machinery/selector/label-selector.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { runQueue } from "../shared/run-queue.ts";

/** Fills the rules of ClusterRoles that have an aggregationRule from the ClusterRoles that it selects. */
export const controller: ControllerDefinition = {
  name: "clusterrole-aggregation-controller",
  // It must hold what it hands on, so it may escalate.
  permissions: [{ apiGroups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["escalate", "get", "list", "patch", "update", "watch"] }],
  run,
};

/** The rules that `role` should have: those of the selected roles in order of their names, each rule once. */
export function aggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const selectors = (role.aggregationRule?.clusterRoleSelectors ?? []).map(selectorFromLabelSelector);
  const rules: PolicyRule[] = [];
  for (const selector of selectors) {
    const selected = all.filter(({ metadata }) => metadata.name !== role.metadata.name && selector.matches(metadata.labels ?? {}));
    for (const source of selected.sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1))) {
      for (const rule of source.rules ?? []) if (!rules.some((known) => semanticEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}

/** Whatever the order: roles that select each other would hand it round for ever. */
export function grantsSame(a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean {
  return a.length === b.length && a.every((rule) => b.some((other) => semanticEqual(rule, other))) && b.every((rule) => a.some((other) => semanticEqual(rule, other)));
}

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const roles = context.informers.informer(roleResource);
  const client = new Client(context.transport);
  return runQueue(context, {
    name: "ClusterRoleAggregator",
    what: "clusterrole",
    subscribe: (queue) => {
      // Whatever role changes, any aggregated role may have to follow; there are few of them, and the queue merges.
      const changed = (): void => {
        for (const { metadata, aggregationRule } of roles.lister.list()) if (aggregationRule !== undefined) queue.add(metadata.name ?? "");
      };
      return [roles.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed })];
    },
    reconcile: async (name) => {
      const role = roles.lister.get("", name);
      if (role?.aggregationRule === undefined) return;
      const rules = aggregatedRules(role, roles.lister.list());
      if (grantsSame(role.rules ?? [], rules)) return;
      try {
        await client.update(roleResource, { ...role, rules: structuredClone(rules) });
      } catch (error) {
        if (!isStatus(error, "NotFound", "Conflict")) throw error; // its own change brings it back
      }
    },
  }, signal);
}
