import type { Transport } from "../../client/transport.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ObjectReader } from "../object-reader.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";
import { type AuthenticationConfig, authenticationConfigMap } from "./authentication-config.ts";
import { flowControlObjects } from "./flow-control.ts";
import { type KubernetesServiceOptions, kubernetesServiceObjects, serviceRange } from "./kubernetes-service.ts";
import { namespaceObjects } from "./namespaces.ts";
import { priorityClassObjects } from "./priority-classes.ts";
import type { ControllerPermissions } from "./rbac/controller-permissions.ts";
import { rbacObjects } from "./rbac/objects.ts";

export interface BootstrapOptions {
  /** Each becomes `system:controller:<name>`, bound to the service account of that name in kube-system. */
  readonly controllers?: readonly ControllerPermissions[];
  /** The Service `default/kubernetes`. Default: none, for servers that nobody reaches over the network. */
  readonly kubernetesService?: KubernetesServiceOptions;
  /** The ConfigMap from which extension servers learn whom to trust. Default: none. */
  readonly authentication?: AuthenticationConfig;
}

/** Makes what every cluster starts with and is not there yet, and brings up to date what an earlier version has made. What the rest needs first, then everything else at once, so that all share a commit or two. */
export async function bootstrap(loopback: Transport, objects: ObjectReader, options: BootstrapOptions): Promise<void> {
  await ensureAll(loopback, objects, [...namespaceObjects, serviceRange(options.kubernetesService)]);
  await ensureAll(loopback, objects, [
    ...rbacObjects(options.controllers ?? []),
    ...priorityClassObjects,
    ...flowControlObjects(),
    ...(options.kubernetesService === undefined ? [] : kubernetesServiceObjects(options.kubernetesService)),
    ...(options.authentication === undefined ? [] : [authenticationConfigMap(options.authentication)]),
  ]);
}

async function ensureAll(loopback: Transport, objects: ObjectReader, wanted: readonly BootstrapObject[]): Promise<void> {
  const isKnown = ({ resource, object }: BootstrapObject): boolean => objects.known(resource, object.metadata?.namespace ?? "", object.metadata?.name ?? "");
  await Promise.all(wanted.map((one) => (isKnown(one) ? reconcile(loopback, objects, one) : ensure(loopback, one))));
}

/** Starts from memory, and after a conflict from the store, until the object is up to date. */
async function reconcile(loopback: Transport, objects: ObjectReader, wanted: BootstrapObject): Promise<void> {
  const { resource, object } = wanted;
  const { namespace, name = "" } = object.metadata ?? {};
  let existing: KubeObject | undefined = objects.cached(resource, namespace ?? "", name);
  for (;;) {
    if (existing === undefined) return ensure(loopback, wanted);
    const action = wanted.reconcile?.(existing, object);
    if (action === undefined) return;
    try {
      if (action.type === "Update") return void (await loopback.request({ verb: "update", resource, namespace, name, body: deepCopy(action.object), options: { fieldManager: "kube-apiserver" } }));
      await loopback.request({ verb: "delete", resource, namespace, name, options: { preconditions: { uid: existing.metadata?.uid } } });
    } catch (error) {
      if (!isStatus(error, "Conflict", "NotFound")) throw error;
    }
    existing = await objects.live(resource, namespace ?? "", name);
  }
}

async function ensure(loopback: Transport, { resource, object }: BootstrapObject): Promise<void> {
  const { namespace, name } = object.metadata ?? {};
  try {
    await loopback.request({ verb: "create", resource, namespace, name, body: deepCopy(object), options: { fieldManager: "kube-apiserver" } });
  } catch (error) {
    // Another server of the same store was faster, or an earlier start made it.
    if (!isStatus(error, "AlreadyExists")) throw error;
  }
}
