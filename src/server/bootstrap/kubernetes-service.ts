import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Resource } from "../../client/resource.ts";
import { services } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

export interface KubernetesServiceOptions {
  /** Default: 10.96.0.0/16. */
  readonly serviceCidr?: string;
  /** First address of the service network. Default: 10.96.0.1. */
  readonly clusterIp?: string;
  /** Where this server is reached from pods. */
  readonly address: string;
  readonly port: number;
}

const endpoints: Resource = { group: "", version: "v1", resource: "endpoints", kind: "Endpoints", namespaced: true };
const endpointSlices: Resource = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices", kind: "EndpointSlice", namespaced: true };
const serviceCidrs: Resource = { group: "networking.k8s.io", version: "v1", resource: "servicecidrs", kind: "ServiceCIDR", namespaced: false };

/** The range from which Services get their addresses. Source: kubernetes pkg/controlplane/controller/defaultservicecidr. */
export function serviceRange({ serviceCidr = "10.96.0.0/16" }: Pick<KubernetesServiceOptions, "serviceCidr"> = {}): BootstrapObject {
  return {
    resource: serviceCidrs,
    object: { apiVersion: "networking.k8s.io/v1", kind: "ServiceCIDR", metadata: { name: "kubernetes" }, spec: { cidrs: [serviceCidr] } } as KubeObject,
  };
}

/** How pods reach the API server. Source: kubernetes pkg/controlplane/controller/kubernetesservice, reconcilers/instancecount. */
export function kubernetesServiceObjects({ clusterIp = "10.96.0.1", address, port }: KubernetesServiceOptions): BootstrapObject[] {
  const metadata = { name: "kubernetes", namespace: "default" };
  const skipMirror = { "endpointslice.kubernetes.io/skip-mirror": "true" };
  return [
    {
      resource: services,
      object: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...metadata, labels: { component: "apiserver", provider: "kubernetes" } },
        spec: { type: "ClusterIP", clusterIP: clusterIp, clusterIPs: [clusterIp], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack", ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: port }], sessionAffinity: "None" },
      } as KubeObject,
    },
    {
      resource: endpoints,
      object: { apiVersion: "v1", kind: "Endpoints", metadata: { ...metadata, labels: skipMirror }, subsets: [{ addresses: [{ ip: address }], ports: [{ name: "https", port, protocol: "TCP" }] }] } as KubeObject,
    },
    {
      resource: endpointSlices,
      object: {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { ...metadata, labels: { "kubernetes.io/service-name": "kubernetes" } },
        addressType: "IPv4",
        endpoints: [{ addresses: [address], conditions: { ready: true } }],
        ports: [{ name: "https", port, protocol: "TCP" }],
      } as KubeObject,
    },
  ];
}
