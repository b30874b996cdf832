import { ipFamily } from "../../../../api/shared/ip-addresses.ts";
import type { IPAddress } from "../../../../api/types/networking/v1.gen.ts";
import type { KubeObject } from "../../../../machinery/meta/object.ts";
import { type Holder, Ledger } from "../ledger.ts";

const asItIs = (object: KubeObject): KubeObject => object;
const services = "services";
const managedBy = "ipaddress.kubernetes.io/managed-by";
const allocatorName = "ipallocator.k8s.io";

/** Who has which address: one IPAddress object an address, for everyone to see. Source: kubernetes ipallocator createIPAddress. */
export const addresses = new Ledger({
  storage: { storagePrefix: "/registry/networking.k8s.io/ipaddresses/", toStored: asItIs, fromStored: asItIs },
  record: (name, { namespace, name: service }) =>
    ({
      kind: "IPAddress",
      apiVersion: "networking.k8s.io/v1",
      metadata: { name, labels: { "ipaddress.kubernetes.io/ip-family": ipFamily(name), [managedBy]: allocatorName } },
      spec: { parentRef: { resource: services, namespace, name: service } },
    }) as KubeObject,
  holderOf(record) {
    const { metadata, spec } = record as IPAddress;
    if (metadata.labels?.[managedBy] !== allocatorName || spec?.parentRef?.resource !== services) return undefined;
    return { namespace: spec.parentRef.namespace ?? "", name: spec.parentRef.name };
  },
});

interface NodePortRecord extends KubeObject {
  readonly holder?: Holder;
}

/** Who has which node port. No API shows these records. */
export const nodePorts = new Ledger({
  storage: { storagePrefix: "/registry/ranges/servicenodeports/", toStored: asItIs, fromStored: asItIs },
  record: (name, holder): NodePortRecord => ({ kind: "NodePort", apiVersion: "v1", metadata: { name }, holder }),
  holderOf: (record) => (record as NodePortRecord).holder,
});
