import type { ConfigMap } from "../../api/types/core/v1.gen.ts";
import { Client } from "../../client/client.ts";
import { configMaps as configMapResource, namespaces as namespaceResource } from "../../client/resources.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { isNamespaceTerminating } from "../shared/pod-control.ts";
import { runQueue } from "../shared/run-queue.ts";
import { PublisherMetrics } from "./metrics.ts";

const configMapName = "kube-root-ca.crt";
/** Source: kubernetes pkg/controller/certificates/rootcacertpublisher. */
const annotations = {
  "kubernetes.io/description":
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
};

/** Puts the certificate of the cluster's CA where pods of every namespace can mount it. Keys are names of namespaces. */
export const controller: ControllerDefinition = {
  name: "root-ca-cert-publisher",
  permissions: [
    { apiGroups: [""], resources: ["configmaps"], verbs: ["create", "update"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

async function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { informers, transport, clock, rootCaCertificate } = context;
  if (rootCaCertificate === undefined) return; // a cluster without TLS has no CA to tell of
  const namespaces = informers.informer(namespaceResource);
  const published = informers.informer(configMapResource, { fieldSelector: `metadata.name=${configMapName}` });
  const client = new Client(transport);
  const metrics = context.metrics.set(PublisherMetrics);
  const data = { "ca.crt": rootCaCertificate };
  return runQueue(context, {
    name: "root_ca_cert_publisher",
    what: "namespace",
    subscribe: (queue) => {
      const ofConfigMap = ({ metadata }: ConfigMap): void => queue.add(metadata.namespace ?? "");
      return [
        namespaces.addHandler({ onAdd: ({ metadata }) => queue.add(metadata.name ?? "") }),
        published.addHandler({ onUpdate: ofConfigMap, onDelete: ofConfigMap }),
      ];
    },
    reconcile: async (namespace) => {
      const startedAt = clock.monotonic();
      const seconds = (): number => (clock.monotonic() - startedAt) / 1_000;
      try {
        await publish(namespace);
        metrics.synced(seconds());
      } catch (error) {
        metrics.synced(seconds(), error);
        throw error;
      }
    },
  }, signal);

  async function publish(namespace: string): Promise<void> {
    if (namespaces.lister.get("", namespace)?.status?.phase !== "Active") return;
    const current = published.lister.get(namespace, configMapName);
    if (current === undefined) await create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: configMapName, namespace, annotations }, data });
    else if (!semanticEqual(current.data, data)) await client.update(configMapResource, { ...current, data, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } } });
  }

  async function create(configMap: ConfigMap): Promise<void> {
    try {
      await client.create(configMapResource, configMap);
    } catch (error) {
      if (!isStatus(error, "AlreadyExists") && !isNamespaceTerminating(error)) throw error;
    }
  }
}
