import { decodeYaml } from "../../../src/machinery/codec/yaml.ts";
import { kinds as examples } from "../../kubectl/kinds.ts";
import type { RawApi } from "../../support/api.ts";

export const namespace = "lifecycles";

export interface Made extends Record<string, unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels?: Record<string, string> };
}

/** A kind as discovery tells of it, with the means to make objects of it. */
export interface Kind {
  /** `apps/deployments`, `/pods`. */
  readonly name: string;
  /** `deployments.apps`, as errors name it. */
  readonly qualified: string;
  readonly verbs: readonly string[];
  readonly hasStatus: boolean;
  /** Where objects of the test's namespace are, or the cluster's. */
  readonly collection: string;
  /** The same of all namespaces. */
  readonly everywhere: string;
  /** The `index`th of several different objects. */
  readonly make: (index: number) => Made;
}

/** A request for a certificate of `CN=x`. */
const request =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIR01HNENBUUF3RERFS01BZ0dBMVVFQXd3QmVEQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQQpCT1BoenZSYTE4MkdlODd3UEpoMjFuRCtkREx1dlBJRVUwODBFWlNXSWVxVkJMeFRwWG03RTU4N2wzdG51VkppClJvbUp6dHRaS3A1MHoybTg0RDEvM1dPZ0FEQUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpRUFnYTZwY01pekFtVEwKdDFvUVdwSFNMWDdqbWpnSzBNYkxiZjRjU05zS0lUWUNJR050bnZXd0pFT3Z4U210THFSTzhwWEdIRU1oRHhxTApvQTNOOER4S2tSY3YKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

const manifests = [
  ...examples.map(({ manifest }) => manifest),
  "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {schedulingGates: [{name: example.com/wait}], containers: [{name: c, image: i}]}}",
  "{apiVersion: v1, kind: Node, metadata: {name: x}}",
  `{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: x}, spec: {request: ${request}, signerName: example.com/signer, usages: [client auth]}}`,
];

/** Every kind of which objects can be made, apart from namespaces. Throws for a manifest that discovery does not know. */
export async function kindsOf(api: RawApi): Promise<Kind[]> {
  const served = await discover(api);
  return manifests.map((text) => {
    const manifest = decodeYaml(text) as Made;
    const [version = "", group = ""] = manifest.apiVersion.split("/").reverse();
    const resource = served.find((one) => one.group === group && one.version === version && one.kind === manifest.kind);
    if (resource === undefined) throw new Error(`${manifest.apiVersion} ${manifest.kind} is not served`);
    const base = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const everywhere = `${base}/${resource.plural}`;
    return {
      name: `${group}/${resource.plural}`,
      qualified: group === "" ? resource.plural : `${resource.plural}.${group}`,
      verbs: resource.verbs,
      hasStatus: resource.subresources.includes("status"),
      everywhere,
      collection: resource.isNamespaced ? `${base}/namespaces/${namespace}/${resource.plural}` : everywhere,
      make: (index) => different(manifest, index, resource.isNamespaced),
    };
  });
}

/** Some kinds take their names, or what must be unique, from their contents. */
function different(manifest: Made, index: number, isNamespaced: boolean): Made {
  const made = structuredClone(manifest) as Made & { spec: Record<string, unknown> & { ports: { nodePort?: number }[] }; regarding?: object; involvedObject?: object };
  made.metadata.name = `life-${index}`;
  if (isNamespaced) made.metadata.namespace = namespace;
  switch (manifest.kind) {
    case "CustomResourceDefinition":
      made.metadata.name = `t${index}s.kinds.example.com`;
      made.spec["names"] = { plural: `t${index}s`, singular: `t${index}`, kind: `T${index}`, listKind: `T${index}List` };
      break;
    case "APIService":
      made.metadata.name = `v${index + 1}.far.example.com`;
      made.spec["version"] = `v${index + 1}`;
      break;
    case "IPAddress":
      made.metadata.name = `192.0.2.${index + 1}`;
      break;
    case "Service":
      made.spec["type"] = "LoadBalancer"; // only these have the status that the test writes
      for (const port of made.spec.ports) delete port.nodePort;
      break;
    case "Job":
      made.spec["managedBy"] = "example.com/nobody"; // or its controller would write the status
      break;
    case "Event":
      if (made.regarding !== undefined) made.regarding = { ...made.regarding, namespace };
      if (made.involvedObject !== undefined) made.involvedObject = { ...made.involvedObject, namespace };
      break;
  }
  return made;
}

interface Served {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources: readonly { readonly resource: string; readonly responseKind: { readonly kind: string }; readonly scope: string; readonly verbs: readonly string[]; readonly subresources?: readonly { readonly subresource: string }[] }[];
    }[];
  }[];
}

async function discover(api: RawApi): Promise<Served[]> {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const documents = await Promise.all(["/api", "/apis"].map(async (path) => JSON.parse((await api.get(path, { accept })).text) as Discovery));
  return documents.flatMap(({ items }) =>
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map(({ resource, responseKind, scope, verbs, subresources = [] }) => ({
          group: metadata.name ?? "",
          version,
          plural: resource,
          kind: responseKind.kind,
          isNamespaced: scope === "Namespaced",
          verbs,
          subresources: subresources.map(({ subresource }) => subresource),
        })),
      ),
    ),
  );
}
