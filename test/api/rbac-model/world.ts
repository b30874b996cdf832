import { InformerFactory } from "../../../src/client/informer/factory.ts";
import type { Transport } from "../../../src/client/transport.ts";
import { controller as aggregation } from "../../../src/controllers/clusterrole-aggregation/controller.ts";
import { runControllers } from "../../../src/controllers/start.ts";
import type { KubeObject } from "../../../src/machinery/meta/object.ts";
import type { ApiServer } from "../../../src/server/api-server.ts";
import { serverUser } from "../../../src/server/server.ts";
import { type BindingSpec, namespaces, type Policy, type Question, type RoleSpec } from "./policy.ts";
import { modelRules } from "./model.ts";

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1`;

/** A server that holds one policy at a time, with the controller that fills aggregated roles. */
export class PolicyWorld {
  readonly server: ApiServer;
  readonly #admin: Transport;
  readonly #stop = new AbortController();
  #controllers: Promise<void> = Promise.resolve();
  #held: readonly KubeObject[] = [];
  #round = 0;

  constructor(server: ApiServer) {
    this.server = server;
    this.#admin = server.inProcess(serverUser);
  }

  async start(): Promise<void> {
    const { clock, random } = this.server;
    const informers = new InformerFactory({ transport: this.#admin, clock, random });
    informers.informer({ group, version: "v1", resource: "clusterroles", kind: "ClusterRole", namespaced: false });
    informers.start(this.#stop.signal);
    this.#controllers = runControllers({ definitions: [aggregation], transportFor: () => this.#admin, informers, clock, random }, this.#stop.signal);
    for (const name of namespaces) await this.#write("create", { kind: "Namespace", apiVersion: "v1", metadata: { name } }, "", "namespaces");
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#controllers;
  }

  /** Replaces the policy before by `policy`, and resolves when the server decides by it. */
  async hold(policy: Policy): Promise<void> {
    const objects = [...policy.roles.map(roleObject), ...policy.bindings.map(bindingObject), ...this.#markers()];
    for (const old of this.#held) await this.#write("delete", old);
    for (const object of objects) await this.#write("create", object);
    this.#held = objects;
    await this.#until("markers to count", () => ["", "team-a"].every((namespace) => this.#allows({ ...marker(this.#round), namespace })));
    await this.#until("aggregated roles to be filled", () => policy.roles.every((role) => role.aggregates === undefined || this.#filled(policy, role)));
  }

  /** What the server's authorizer says. */
  #allows(question: Question): boolean {
    return serverAllows(this.server, question);
  }

  #filled(policy: Policy, role: RoleSpec): boolean {
    const expected = modelRules(policy, role);
    const resource = { group, version: "v1", resource: "clusterroles", kind: "ClusterRole", namespaced: false };
    const actual = (this.server.objects.cached(resource, "", role.name) as { rules?: readonly unknown[] } | undefined)?.rules ?? [];
    const texts = (rules: readonly unknown[]) => [...new Set(rules.map((rule) => JSON.stringify(rule, sortedKeys)))].sort().join();
    return texts(expected) === texts(actual);
  }

  /** Each kind's changes arrive in order, so what comes last of each kind says that the rest is there. */
  #markers(): KubeObject[] {
    this.#round++;
    const name = `marker-${this.#round}`;
    const rules = [{ verbs: ["get"], apiGroups: [""], resources: [name] }];
    const subjects = [{ kind: "User", apiGroup: group, name }];
    return [
      roleObject({ name, rules }),
      roleObject({ name, namespace: "team-a", rules }),
      bindingObject({ name, role: { kind: "ClusterRole", name }, subjects }),
      bindingObject({ name, namespace: "team-a", role: { kind: "Role", name }, subjects: [{ kind: "Group", apiGroup: group, name }] }),
    ];
  }

  async #until(what: string, condition: () => boolean): Promise<void> {
    for (let waited = 0; !condition(); waited++) {
      if (waited === 6_000) throw new Error(`waited a minute for ${what}`);
      await this.server.clock.sleep(10);
    }
  }

  async #write(verb: "create" | "delete", object: KubeObject, ofGroup = group, resource = `${object.kind?.toLowerCase()}s`): Promise<void> {
    const { name, namespace } = object.metadata ?? {};
    await this.#admin.request({ verb, resource: { group: ofGroup, version: "v1", resource }, namespace, name, ...(verb === "create" ? { body: structuredClone(object) } : {}) });
  }
}

function marker(round: number): Question {
  const name = `marker-${round}`;
  return { user: name, groups: [name], verb: "get", group: "", resource: name, subresource: "", namespace: "", name: "" };
}

export function serverAllows(server: ApiServer, question: Question): boolean {
  const { user: name, groups, verb, path, group: ofGroup, resource, subresource, namespace, name: object } = question;
  const user = { name, groups };
  const attributes = path !== undefined ? { user, verb, path } : { user, verb, group: ofGroup, version: "v1", resource, subresource: subresource || undefined, namespace: namespace || undefined, name: object || undefined };
  return server.authorizer.authorize(attributes).verdict === "allow";
}

function roleObject({ name, namespace, labels, rules, aggregates }: RoleSpec): KubeObject {
  const aggregationRule = aggregates === undefined ? {} : { aggregationRule: { clusterRoleSelectors: aggregates.map((matchLabels) => ({ matchLabels })) } };
  return { kind: namespace === undefined ? "ClusterRole" : "Role", apiVersion, metadata: { name, namespace, labels: { ...labels } }, ...{ rules, ...aggregationRule } };
}

function bindingObject({ name, namespace, role, subjects }: BindingSpec): KubeObject {
  return { kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding", apiVersion, metadata: { name, namespace }, ...{ roleRef: { apiGroup: group, ...role }, subjects } };
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

