import { apiObjectReference } from "../../api/core/pod/api-references.ts";
import { hashAnnotation } from "../../api/core/pod/mirror.ts";
import { strategy } from "../../api/core/pod/strategy.ts";
import { decodeObject } from "../../api/schema/decode.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { decodeYaml } from "../../machinery/codec/yaml.ts";
import { formatFieldError } from "../../machinery/errors/field-errors.ts";
import { quote } from "../../machinery/text/quote.ts";
import { nameIsDnsSubdomain } from "../../machinery/validation/names.ts";
import { validateObjectMeta } from "../../machinery/validation/object-meta.ts";
import { configHash } from "./config-hash.ts";

/** Priority classes that are there in every cluster, and so need no API to be looked up. Source: kubernetes pkg/apis/scheduling. */
const systemPriorities: Readonly<Record<string, number>> = { "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000 };

export interface ManifestOrigin {
  readonly path: string;
  readonly nodeName: string;
}

/**
 * The static pod that a manifest (YAML or JSON) describes, as it runs on this node: bound to it, named after it, with a
 * UID that is its hash. Throws an Error that says what is wrong with the manifest.
 * Source: kubernetes pkg/kubelet/config tryDecodeSinglePod and applyDefaults.
 */
export function readManifest(content: Uint8Array, origin: ManifestOrigin): Pod {
  const pod = decodePod(content);
  if (!pod.metadata.name) throw new Error("invalid pod: name is needed for the pod");
  const settled = settle(pod, origin);
  const errors = [...validateObjectMeta(settled.metadata, { namespaced: true, nameRule: nameIsDnsSubdomain }), ...(strategy.validateCreate?.(settled) ?? [])];
  if (errors.length > 0) throw new Error(`invalid pod: [${errors.map(formatFieldError).join(" ")}]`);
  const reference = apiObjectReference(settled);
  if (reference !== undefined) throw new Error(`static pods may not reference ${reference}`);
  return settled;
}

function decodePod(content: Uint8Array): Pod {
  const body = decodeYaml(content);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error("the manifest holds no object");
  const { apiVersion, kind } = body as { apiVersion?: unknown; kind?: unknown };
  if (apiVersion === undefined || kind === undefined) throw new Error(`Object '${kind === undefined ? "Kind" : "apiVersion"}' is missing`);
  if (apiVersion !== "v1" || kind !== "Pod") throw new Error(`a static pod is a Pod in version "v1", and this is a ${String(kind)} in version ${quote(String(apiVersion))}`);
  const { object, error } = decodeObject({ group: "", version: "v1", kind: "Pod" }, body);
  if (error !== undefined) throw new Error(error);
  const pod = object as Pod;
  strategy.applyDefaults?.(pod);
  return { ...pod, apiVersion, kind, metadata: pod.metadata ?? {} };
}

function settle(pod: Pod, origin: ManifestOrigin): Pod {
  const { metadata, spec } = pod;
  const uid = metadata.uid || configHash({ metadata, spec }, origin);
  const priority = spec.priority ?? systemPriorities[spec.priorityClassName ?? ""];
  return {
    ...pod,
    metadata: {
      ...metadata,
      uid,
      name: `${metadata.name}-${origin.nodeName.toLowerCase()}`,
      namespace: metadata.namespace || "default",
      annotations: { ...metadata.annotations, [hashAnnotation]: uid },
    },
    spec: { ...spec, nodeName: origin.nodeName, tolerations: tolerateAll(spec.tolerations ?? []), ...(priority === undefined ? {} : { priority }) },
    status: { phase: "Pending" },
  };
}

/** A static pod stays whatever is wrong with its node. */
function tolerateAll(tolerations: NonNullable<Pod["spec"]["tolerations"]>): typeof tolerations {
  const isThere = tolerations.some(({ key, operator, effect }) => !key && operator === "Exists" && effect === "NoExecute");
  return isThere ? tolerations : [...tolerations, { operator: "Exists", effect: "NoExecute" }];
}
