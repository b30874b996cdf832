import { pods } from "../../../client/resources.ts";
import type { SchedulerPlugin } from "../../framework/contract.ts";

/** Binds through the pod's binding subresource. The UID makes sure that it is this pod and no later one of its name. */
export const plugin: SchedulerPlugin = {
  name: "DefaultBinder",
  order: 170,
  async bind(pod, nodeName, { transport, signal }) {
    const { name, namespace, uid } = pod.metadata;
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name, namespace, uid }, target: { apiVersion: "v1", kind: "Node", name: nodeName } };
    await transport.request({ verb: "create", resource: pods, subresource: "binding", namespace, name, body }, signal);
  },
};
