import type { UserInfo } from "../../machinery/request/user.ts";

/** What classification looks at. */
export interface FlowRequest {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
}

/** One flow schema: whose requests go to which priority level. Subjects and rules are those of the published object. */
export interface FlowSchemaSpec {
  readonly name: string;
  readonly level: string;
  readonly precedence: number;
  readonly distinguisher?: "ByUser" | "ByNamespace";
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly serviceAccounts?: { readonly namespace: string; readonly name: string };
  readonly rules?: readonly FlowRule[];
  /** Matches paths only; absent means every resource and path. */
  readonly pathsOnly?: readonly string[];
}

export interface FlowRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly namespaces?: readonly string[];
}

const leases: FlowRule = { verbs: ["get", "create", "update"], apiGroups: ["coordination.k8s.io"], resources: ["leases"], namespaces: ["*"] };

/** In order of precedence. Source: apiserver apis/flowcontrol/bootstrap/default.go. */
export const bootstrapSchemas: readonly FlowSchemaSpec[] = [
  { name: "exempt", level: "exempt", precedence: 1, groups: ["system:masters"] },
  { name: "probes", level: "exempt", precedence: 2, groups: ["system:unauthenticated", "system:authenticated"], pathsOnly: ["/healthz", "/readyz", "/livez"] },
  { name: "system-leader-election", level: "leader-election", precedence: 100, distinguisher: "ByUser",
    users: ["system:kube-controller-manager", "system:kube-scheduler"], serviceAccounts: { namespace: "kube-system", name: "*" }, rules: [leases] },
  { name: "system-node-high", level: "node-high", precedence: 400, distinguisher: "ByUser", groups: ["system:nodes"],
    rules: [{ verbs: ["*"], apiGroups: [""], resources: ["nodes", "nodes/status"] }, { ...leases, verbs: ["*"] }] },
  { name: "system-nodes", level: "system", precedence: 500, distinguisher: "ByUser", groups: ["system:nodes"] },
  { name: "kube-controller-manager", level: "workload-high", precedence: 800, distinguisher: "ByNamespace", users: ["system:kube-controller-manager"] },
  { name: "kube-scheduler", level: "workload-high", precedence: 800, distinguisher: "ByNamespace", users: ["system:kube-scheduler"] },
  { name: "kube-system-service-accounts", level: "workload-high", precedence: 900, distinguisher: "ByNamespace", serviceAccounts: { namespace: "kube-system", name: "*" } },
  { name: "service-accounts", level: "workload-low", precedence: 9000, distinguisher: "ByUser", groups: ["system:serviceaccounts"] },
  { name: "global-default", level: "global-default", precedence: 9900, distinguisher: "ByUser", groups: ["system:unauthenticated", "system:authenticated"] },
  { name: "catch-all", level: "catch-all", precedence: 10000, distinguisher: "ByUser", groups: ["system:unauthenticated", "system:authenticated"] },
];

/** The first schema, by precedence, that the request matches; `catch-all` when none does. */
export function classify(request: FlowRequest): FlowSchemaSpec {
  return bootstrapSchemas.find((schema) => schema.pathsOnly === undefined && matchesSubject(schema, request.user) && matchesRules(schema, request)) ?? catchAll;
}

const catchAll = bootstrapSchemas[bootstrapSchemas.length - 1] as FlowSchemaSpec;

function matchesSubject(schema: FlowSchemaSpec, user: UserInfo): boolean {
  if (schema.users?.includes(user.name)) return true;
  if (schema.groups?.some((group) => user.groups.includes(group))) return true;
  return schema.serviceAccounts !== undefined && user.name.startsWith(`system:serviceaccount:${schema.serviceAccounts.namespace}:`);
}

function matchesRules(schema: FlowSchemaSpec, request: FlowRequest): boolean {
  if (schema.rules === undefined) return true;
  const resource = request.subresource === undefined ? request.resource : `${request.resource}/${request.subresource}`;
  return schema.rules.some(
    (rule) => (rule.verbs.includes("*") || rule.verbs.includes(request.verb)) && rule.apiGroups.includes(request.group) && rule.resources.includes(resource),
  );
}
