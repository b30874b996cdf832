/** Objects as loads send them; `NAME` is replaced by the object's own name. */

/** A ConfigMap with 512 bytes of data. */
export const configMapTemplate = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "NAME" }, data: { payload: "x".repeat(512) } });

/** The same, with the time of its sending in place of `SENT`. */
export const changingConfigMapTemplate = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "NAME" }, data: { sent: "SENT", payload: "x".repeat(480) } });

/** A small pod for a scheduler that does not exist, so that nobody works on it. */
export const podTemplate = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "NAME", labels: { app: "load" } },
  spec: { schedulerName: "nobody", containers: [{ name: "c", image: "busybox", command: ["sleep", "1000"] }] },
});

export const configMapsPath = "/api/v1/namespaces/default/configmaps";
export const podsPath = "/api/v1/namespaces/default/pods";
