import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import type { HttpTransport } from "../../src/client/http/http-transport.ts";
import { isConditionTrue } from "../../src/machinery/meta/conditions.ts";

export const podResource = { group: "", version: "v1", resource: "pods" };

/** A pod of one busybox container; `spec` and `container` are added to what it says. */
export function aPod(name: string, { container, spec = {} }: { readonly container: object; readonly spec?: object }): Pod {
  const only = { name: "c", image: "busybox", imagePullPolicy: "IfNotPresent", ...container };
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec: { terminationGracePeriodSeconds: 0, ...spec, containers: [only] } } as unknown as Pod;
}

/** Creates a pod and answers when, on this process' clock, a watch showed it Ready. */
export async function createReady(transport: HttpTransport, pod: Pod): Promise<number> {
  const watching = new AbortController();
  const { name = "" } = pod.metadata;
  const ready = (async () => {
    for await (const event of transport.watch<Pod>({ verb: "watch", resource: podResource, namespace: "default", options: { fieldSelector: `metadata.name=${name}` } }, watching.signal)) {
      if (event.type === "MODIFIED" && isConditionTrue(event.object.status?.conditions, "Ready")) return Date.now();
    }
    throw new Error(`the watch ended before pod ${name} was ready`);
  })();
  await transport.request({ verb: "create", resource: podResource, namespace: "default", body: pod });
  try {
    return await ready;
  } finally {
    watching.abort();
  }
}
