import type { KubeList, KubeObject, ObjectKey } from "../machinery/meta/object.ts";
import type { GroupVersionResource } from "../machinery/meta/resource.ts";
import type { ApiRequest, PatchType, RequestOptions } from "../machinery/request/api-request.ts";
import type { Resource } from "./resource.ts";
import type { Transport } from "./transport.ts";

export interface Patch {
  readonly type: PatchType;
  readonly body: unknown;
  readonly subresource?: string;
}

/**
 * The API in the types of its resources, over any transport. Every method throws StatusError. Objects that come back
 * are shared and immutable; objects handed in belong to the server afterwards.
 */
export class Client {
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, signal?: AbortSignal): Promise<T> {
    return this.transport.request<T>({ verb: "get", ...target(resource, key) }, signal);
  }

  list<T extends KubeObject>(resource: Resource<T>, options: RequestOptions & { namespace?: string } = {}, signal?: AbortSignal): Promise<KubeList<T>> {
    const { namespace, ...rest } = options;
    return this.transport.list<T>({ verb: "list", resource, namespace, options: rest }, signal);
  }

  create<T extends KubeObject>(resource: Resource<T>, object: T, options?: RequestOptions, signal?: AbortSignal): Promise<T> {
    return this.transport.request<T>({ verb: "create", resource, namespace: object.metadata?.namespace, name: object.metadata?.name, body: object, options }, signal);
  }

  /** Replaces the object. With a resourceVersion in it, loses with Conflict against any write since. */
  update<T extends KubeObject>(resource: Resource<T>, object: T, options?: RequestOptions, signal?: AbortSignal): Promise<T> {
    return this.transport.request<T>({ verb: "update", ...target(resource, keyOf(object)), body: object, options }, signal);
  }

  updateStatus<T extends KubeObject>(resource: Resource<T>, object: T, options?: RequestOptions, signal?: AbortSignal): Promise<T> {
    return this.transport.request<T>({ verb: "update", ...target(resource, keyOf(object)), subresource: "status", body: object, options }, signal);
  }

  patch<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, patch: Patch, options?: RequestOptions, signal?: AbortSignal): Promise<T> {
    return this.transport.request<T>(
      { verb: "patch", ...target(resource, key), subresource: patch.subresource, body: patch.body, patchType: patch.type, options },
      signal,
    );
  }

  /** The object when it stays for its finalizers or its grace period, a Status when it is gone. */
  delete(resource: GroupVersionResource, key: ObjectKey, options?: RequestOptions, signal?: AbortSignal): Promise<KubeObject> {
    return this.transport.request({ verb: "delete", ...target(resource, key), options }, signal);
  }

  /** Deletes what a list with the same options finds; the list as it was. */
  deleteCollection<T extends KubeObject>(resource: Resource<T>, options: RequestOptions & { namespace?: string } = {}, signal?: AbortSignal): Promise<KubeList<T>> {
    const { namespace, ...rest } = options;
    return this.transport.list<T>({ verb: "deletecollection", resource, namespace, options: rest }, signal);
  }
}

/** The key of an object as it stands in its metadata. */
export function keyOf(object: KubeObject): ObjectKey {
  return { namespace: object.metadata?.namespace ?? "", name: object.metadata?.name ?? "" };
}

/** `namespace/name`, or the bare name of a cluster-scoped object. Source: client-go MetaNamespaceKeyFunc. */
export function keyText({ namespace, name }: ObjectKey): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The inverse of `keyText`. */
export function parseKey(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { namespace: "", name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function target(resource: GroupVersionResource, { namespace, name }: ObjectKey): Pick<ApiRequest, "resource" | "namespace" | "name"> {
  return { resource, namespace: namespace === "" ? undefined : namespace, name };
}
