import type { FlowSchema, PolicyRulesWithSubjects, ResourcePolicyRule, Subject } from "../../types/flowcontrol/v1.gen.ts";
import { bootstrapMetadata } from "./auto-update.ts";

/** The flow schemas of a fresh cluster. Source: apiserver apis/flowcontrol/bootstrap/default.go. */

type Rules = Pick<PolicyRulesWithSubjects, "resourceRules" | "nonResourceRules">;

const everything: Rules = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
};
const leases = (verbs: string[]): ResourcePolicyRule => ({ verbs, apiGroups: ["coordination.k8s.io"], resources: ["leases"], namespaces: ["*"] });

const everyone = [group("system:unauthenticated"), group("system:authenticated")];
const controllerManager = user("system:kube-controller-manager");
const scheduler = user("system:kube-scheduler");
const kubeSystem: Subject = { kind: "ServiceAccount", serviceAccount: { name: "*", namespace: "kube-system" } };

export const exemptSchema = schema("exempt", { level: "exempt", precedence: 1, subjects: [group("system:masters")], rules: everything });
export const catchAllSchema = schema("catch-all", { level: "catch-all", precedence: 10_000, by: "ByUser", subjects: everyone, rules: everything });

/** Nobody may change or delete these for long. */
export const mandatorySchemas: readonly FlowSchema[] = [exemptSchema, catchAllSchema];

/** Where a cluster starts; who sets their annotation to "false" may change them. */
export const suggestedSchemas: readonly FlowSchema[] = [
  schema("probes", { level: "exempt", precedence: 2, subjects: everyone, rules: { nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/readyz", "/livez"] }] } }),
  schema("system-leader-election", {
    level: "leader-election",
    precedence: 100,
    by: "ByUser",
    subjects: [controllerManager, scheduler, kubeSystem],
    rules: { resourceRules: [leases(["get", "create", "update"])] },
  }),
  schema("system-node-high", {
    level: "node-high",
    precedence: 400,
    by: "ByUser",
    subjects: [group("system:nodes")],
    rules: { resourceRules: [{ verbs: ["*"], apiGroups: [""], resources: ["nodes", "nodes/status"], clusterScope: true, namespaces: ["*"] }, leases(["*"])] },
  }),
  schema("system-nodes", { level: "system", precedence: 500, by: "ByUser", subjects: [group("system:nodes")], rules: everything }),
  schema("kube-controller-manager", { level: "workload-high", precedence: 800, by: "ByNamespace", subjects: [controllerManager], rules: everything }),
  schema("kube-scheduler", { level: "workload-high", precedence: 800, by: "ByNamespace", subjects: [scheduler], rules: everything }),
  schema("kube-system-service-accounts", { level: "workload-high", precedence: 900, by: "ByNamespace", subjects: [kubeSystem], rules: everything }),
  schema("service-accounts", { level: "workload-low", precedence: 9_000, by: "ByUser", subjects: [group("system:serviceaccounts")], rules: everything }),
  schema("global-default", { level: "global-default", precedence: 9_900, by: "ByUser", subjects: everyone, rules: everything }),
];

interface SchemaParts {
  readonly level: string;
  readonly precedence: number;
  readonly by?: "ByUser" | "ByNamespace";
  readonly subjects: readonly Subject[];
  readonly rules: Rules;
}

function schema(name: string, { level, precedence, by, subjects, rules }: SchemaParts): FlowSchema {
  return {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "FlowSchema",
    metadata: bootstrapMetadata(name),
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence: precedence,
      ...(by === undefined ? {} : { distinguisherMethod: { type: by } }),
      rules: [{ subjects: [...subjects], ...rules }],
    },
  };
}

function user(name: string): Subject {
  return { kind: "User", user: { name } };
}

function group(name: string): Subject {
  return { kind: "Group", group: { name } };
}
