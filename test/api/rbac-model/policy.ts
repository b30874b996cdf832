import type { PolicyRule, Subject } from "../../../src/server/authz/rbac/types.ts";
import type { Random } from "../../../src/base/random.ts";

/** A role or cluster role as it is created; an aggregated one has selectors and gets its rules from others. */
export interface RoleSpec {
  readonly name: string;
  /** Absent for a ClusterRole. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
  /** Label selectors of an aggregated ClusterRole: all pairs of one selector must match. */
  readonly aggregates?: readonly Readonly<Record<string, string>>[];
}

export interface BindingSpec {
  readonly name: string;
  /** Absent for a ClusterRoleBinding. */
  readonly namespace?: string;
  readonly role: { readonly kind: "Role" | "ClusterRole"; readonly name: string };
  readonly subjects: readonly Subject[];
}

export interface Policy {
  readonly roles: readonly RoleSpec[];
  readonly bindings: readonly BindingSpec[];
}

/** Who asks for what. Empty strings stand for absent. */
export interface Question {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export const namespaces = ["team-a", "team-b", "team-c"];
const users = ["ann", "ben", "cleo", "dan", "system:serviceaccount:team-a:robot", "system:serviceaccount:team-b:robot", "system:serviceaccount:team-b:other", "robot"];
const groups = ["dev", "ops", "audit", "system:serviceaccounts", "system:serviceaccounts:team-a", "ann"];
const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "escalate", "approve"];
const apiGroups = ["", "apps", "batch", "example.com"];
const resources = ["pods", "secrets", "configmaps", "deployments", "jobs", "widgets"];
const subresources = ["log", "exec", "status", "scale"];
const names = ["x", "y", "z", "*"];
const paths = ["/healthz", "/healthz/", "/healthz/ping", "/logs/", "/logs/kubelet.log", "/metrics", "/", "/api"];
const labels: readonly Readonly<Record<string, string>>[] = [{ tier: "view" }, { tier: "edit" }, { tier: "edit", team: "a" }, {}];

/** Draws from small alphabets, so that what is granted and what is asked for meet often and miss narrowly. */
export class PolicyDice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  policy(roleCount: number, bindingCount: number): Policy {
    const roles = Array.from({ length: roleCount }, (_, index) => this.role(`role-${index}`));
    return { roles, bindings: Array.from({ length: bindingCount }, (_, index) => this.binding(`binding-${index}`, roles)) };
  }

  role(name: string): RoleSpec {
    if (this.#chance(0.4)) return { name, namespace: this.#one(namespaces), rules: this.#some(3, () => this.#resourceRule()) };
    if (this.#chance(0.15)) return { name, labels: this.#one(labels), rules: [], aggregates: [this.#one(labels.filter((pairs) => Object.keys(pairs).length > 0))] };
    return { name, labels: this.#one(labels), rules: this.#some(3, () => (this.#chance(0.2) ? this.#pathRule() : this.#resourceRule())) };
  }

  binding(name: string, roles: readonly RoleSpec[]): BindingSpec {
    const namespace = this.#chance(0.6) ? this.#one(namespaces) : undefined;
    const kind = namespace !== undefined && this.#chance(0.5) ? "Role" : "ClusterRole";
    const fitting = roles.filter((role) => (kind === "Role" ? role.namespace !== undefined : role.namespace === undefined));
    // Some bindings name a role that is not there, or is there in another namespace only.
    const role = this.#chance(0.1) || fitting.length === 0 ? "gone" : this.#one(fitting).name;
    return { name, namespace, role: { kind, name: role }, subjects: this.#some(3, () => this.#subject(namespace)) };
  }

  question(): Question {
    const user = this.#one(users);
    const asked = { user, groups: this.#some(3, () => this.#one(groups)), group: "", resource: "", subresource: "", namespace: "", name: "" };
    if (this.#chance(0.15)) return { ...asked, verb: this.#one(["get", "post", "put", "delete"]), path: this.#one(paths) };
    return {
      ...asked,
      verb: this.#one(verbs),
      group: this.#one(apiGroups),
      resource: this.#one(resources),
      subresource: this.#chance(0.25) ? this.#one(subresources) : "",
      namespace: this.#chance(0.7) ? this.#one(namespaces) : "",
      name: this.#chance(0.6) ? this.#one(names) : "",
    };
  }

  rules(most: number): PolicyRule[] {
    return this.#some(most, () => (this.#chance(0.2) ? this.#pathRule() : this.#resourceRule()));
  }

  #resourceRule(): PolicyRule {
    const rule = { verbs: this.#few(verbs, 0.15), apiGroups: this.#few(apiGroups, 0.2), resources: this.#some(2, () => this.#ruleResource()) };
    return this.#chance(0.3) ? { ...rule, resourceNames: this.#some(2, () => this.#one(names)) } : rule;
  }

  #ruleResource(): string {
    if (this.#chance(0.1)) return "*";
    const subresource = this.#one(subresources);
    if (this.#chance(0.1)) return `*/${subresource}`;
    return this.#chance(0.3) ? `${this.#one(resources)}/${subresource}` : this.#one(resources);
  }

  #pathRule(): PolicyRule {
    const pattern = () => (this.#chance(0.1) ? "*" : this.#one(paths) + (this.#chance(0.3) ? this.#one(["*", "**"]) : ""));
    return { verbs: this.#few(["get", "post", "put"], 0.2), nonResourceURLs: this.#some(2, pattern) };
  }

  #subject(bindingNamespace: string | undefined): Subject {
    const kind = this.#one(["User", "Group", "ServiceAccount"]);
    if (kind === "User") return { kind, apiGroup: "rbac.authorization.k8s.io", name: this.#one(users) };
    if (kind === "Group") return { kind, apiGroup: "rbac.authorization.k8s.io", name: this.#one(groups) };
    const without = bindingNamespace !== undefined && this.#chance(0.3);
    return { kind, name: this.#one(["robot", "other"]), ...(without ? {} : { namespace: this.#one(namespaces) }) };
  }

  /** One to three different values, or `*`. */
  #few(values: readonly string[], starChance: number): string[] {
    return this.#chance(starChance) ? ["*"] : [...new Set(this.#some(3, () => this.#one(values)))];
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.#random.int(most) }, make);
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#random.int(values.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random.float() < probability;
  }
}
