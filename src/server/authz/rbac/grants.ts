import type { UserInfo } from "../../../machinery/request/user.ts";
import type { BindingObject, PolicyRule, RoleObject, RoleRef, Subject } from "./types.ts";

/**
 * Who has which role, indexed by subject so that a decision looks only at the bindings of this user and these groups.
 *
 *   subject key ──► bindings (cluster-wide or of one namespace) ──► roleRef ──► rules
 *
 * Roles are looked up at decision time: a binding may name a role that comes later.
 */
export class Grants {
  readonly #bindings = new Map<string, { binding: BindingObject; subjectKeys: readonly string[] }>();
  readonly #bySubject = new Map<string, Map<string, BindingObject>>();
  readonly #roles = new Map<string, RoleObject>();

  setRole(role: RoleObject): void {
    this.#roles.set(objectKey(role), role);
  }

  deleteRole(role: RoleObject): void {
    this.#roles.delete(objectKey(role));
  }

  setBinding(binding: BindingObject): void {
    this.deleteBinding(binding);
    const key = objectKey(binding);
    const subjectKeys = (binding.subjects ?? []).map((subject) => subjectKey(subject, binding.metadata?.namespace));
    this.#bindings.set(key, { binding, subjectKeys });
    for (const subject of subjectKeys) {
      let held = this.#bySubject.get(subject);
      if (held === undefined) this.#bySubject.set(subject, (held = new Map()));
      held.set(key, binding);
    }
  }

  deleteBinding(binding: BindingObject): void {
    const key = objectKey(binding);
    for (const subject of this.#bindings.get(key)?.subjectKeys ?? []) {
      const held = this.#bySubject.get(subject);
      held?.delete(key);
      if (held?.size === 0) this.#bySubject.delete(subject);
    }
    this.#bindings.delete(key);
  }

  /** The rules of a role as a binding in `namespace` names it; undefined when there is no such role. */
  rulesOf(roleRef: RoleRef, namespace: string | undefined): readonly PolicyRule[] | undefined {
    const role = this.#roles.get(roleRef.kind === "ClusterRole" ? `/${roleRef.name}` : `${namespace ?? ""}/${roleRef.name}`);
    return role === undefined ? undefined : (role.rules ?? []);
  }

  /** Calls `visit` for every rule of `user` that counts in `namespace` (undefined: cluster-wide only) until it returns true. */
  someRule(user: UserInfo, namespace: string | undefined, visit: (rule: PolicyRule, binding: BindingObject) => boolean): boolean {
    if (this.#someRuleOf(`User:${user.name}`, namespace, visit)) return true;
    return user.groups.some((group) => this.#someRuleOf(`Group:${group}`, namespace, visit));
  }

  #someRuleOf(subject: string, namespace: string | undefined, visit: (rule: PolicyRule, binding: BindingObject) => boolean): boolean {
    const held = this.#bySubject.get(subject);
    if (held === undefined) return false;
    for (const binding of held.values()) {
      const scope = binding.metadata?.namespace;
      if (scope !== undefined && scope !== "" && scope !== namespace) continue;
      for (const rule of this.rulesOf(binding.roleRef, scope) ?? []) if (visit(rule, binding)) return true;
    }
    return false;
  }
}

function objectKey({ metadata }: { readonly metadata?: { readonly namespace?: string; readonly name?: string } }): string {
  return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}

/** A service account is the user of its token; one without a namespace lives in the binding's. */
function subjectKey(subject: Subject, bindingNamespace: string | undefined): string {
  if (subject.kind === "ServiceAccount") return `User:system:serviceaccount:${subject.namespace || (bindingNamespace ?? "")}:${subject.name}`;
  return `${subject.kind}:${subject.name}`;
}
