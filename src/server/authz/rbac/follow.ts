import type { InformerFactory } from "../../../client/informer/factory.ts";
import type { Informer } from "../../../client/informer/informer.ts";
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "../../resources.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { Grants } from "./grants.ts";

/** Grants that follow the four RBAC kinds. Complete once the informers of the factory have synced. */
export function followGrants(informers: InformerFactory): Grants {
  const grants = new Grants();
  for (const informer of [informers.informer(clusterRoles), informers.informer(roles)]) {
    follow(informer, (role) => grants.setRole(role), (role) => grants.deleteRole(role));
  }
  for (const informer of [informers.informer(clusterRoleBindings), informers.informer(roleBindings)]) {
    follow(informer, (binding) => grants.setBinding(binding), (binding) => grants.deleteBinding(binding));
  }
  return grants;
}

function follow<T extends KubeObject>(informer: Informer<T>, set: (object: T) => void, remove: (object: T) => void): void {
  informer.addHandler({ onAdd: set, onUpdate: set, onDelete: remove });
}
