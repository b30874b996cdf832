import type { KubeObject } from "../../machinery/meta/object.ts";
import { bootstrapLevels, type LevelSpec } from "../flowcontrol/levels.ts";
import { bootstrapSchemas, type FlowSchemaSpec } from "../flowcontrol/schemas.ts";
import { flowSchemas, priorityLevelConfigurations } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

const apiVersion = "flowcontrol.apiserver.k8s.io/v1";
const annotations = { "apf.kubernetes.io/autoupdate-spec": "true" };

/** The published form of what flow control works with. */
export function flowControlObjects(): BootstrapObject[] {
  return [
    ...bootstrapLevels.map((level) => ({
      resource: priorityLevelConfigurations,
      object: { apiVersion, kind: "PriorityLevelConfiguration", metadata: { name: level.name, annotations }, spec: levelSpec(level) } as KubeObject,
    })),
    ...bootstrapSchemas.map((schema) => ({ resource: flowSchemas, object: { apiVersion, kind: "FlowSchema", metadata: { name: schema.name, annotations }, spec: schemaSpec(schema) } as KubeObject })),
  ];
}

function levelSpec(level: LevelSpec) {
  if (level.type === "Exempt") return { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } };
  const { nominalConcurrencyShares, lendablePercent, queuing } = level;
  const limitResponse = queuing === undefined ? { type: "Reject" } : { type: "Queue", queuing };
  return { type: "Limited", limited: { nominalConcurrencyShares, lendablePercent, limitResponse } };
}

function schemaSpec({ level, precedence, distinguisher, users = [], groups = [], serviceAccounts, rules, pathsOnly }: FlowSchemaSpec) {
  const subjects = [
    ...users.map((name) => ({ kind: "User", user: { name } })),
    ...groups.map((name) => ({ kind: "Group", group: { name } })),
    ...(serviceAccounts === undefined ? [] : [{ kind: "ServiceAccount", serviceAccount: serviceAccounts }]),
  ];
  const everything = [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }];
  const resourceRules = rules?.map((rule) => ({ ...rule, ...(rule.namespaces === undefined ? { clusterScope: true, namespaces: ["*"] } : {}) })) ?? everything;
  const policyRule = {
    subjects,
    ...(pathsOnly === undefined ? { resourceRules } : {}),
    ...(pathsOnly !== undefined ? { nonResourceRules: [{ verbs: ["get"], nonResourceURLs: pathsOnly }] } : rules === undefined ? { nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }] } : {}),
  };
  return { priorityLevelConfiguration: { name: level }, matchingPrecedence: precedence, ...(distinguisher === undefined ? {} : { distinguisherMethod: { type: distinguisher } }), rules: [policyRule] };
}
