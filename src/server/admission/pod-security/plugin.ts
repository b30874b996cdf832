import type { Pod, PodTemplateSpec } from "../../../api/types/core/v1.gen.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { namespaces, pods } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";
import type { CheckedPod } from "./check.ts";
import { checkNamespace } from "./check-namespace.ts";
import { broken, named } from "./evaluate.ts";
import { type Policy, policyOf } from "./policy.ts";

/** Where the kinds that make pods hold their template: those only get warnings. */
const templates: Readonly<Record<string, (object: KubeObject) => PodTemplateSpec | undefined>> = {
  "/replicationcontrollers": templateOf,
  "/podtemplates": (object) => (object as { template?: PodTemplateSpec }).template,
  "apps/daemonsets": templateOf,
  "apps/deployments": templateOf,
  "apps/replicasets": templateOf,
  "apps/statefulsets": templateOf,
  "batch/jobs": templateOf,
  "batch/cronjobs": (object) => (object as { spec?: { jobTemplate?: { spec?: { template?: PodTemplateSpec } } } }).spec?.jobTemplate?.spec?.template,
};

function templateOf(object: KubeObject): PodTemplateSpec | undefined {
  return (object as { spec?: { template?: PodTemplateSpec } }).spec?.template;
}

/**
 * Holds pods to the Pod Security Standard that their namespace's labels name: `enforce` refuses, `warn` warns; and the labels to
 * what can be read. Source: k8s.io/pod-security-admission.
 */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "PodSecurity",
  order: 50,
  handles: ({ operation, info, subresource }) =>
    (operation === "CREATE" || operation === "UPDATE") &&
    (isPods(info) ? subresource === undefined || subresource === "ephemeralcontainers" : subresource === undefined && (isNamespaces(info) || key(info) in templates)),

  async validate(attributes) {
    const { info, object, oldObject } = attributes;
    if (isNamespaces(info)) return checkNamespace(attributes, (namespace) => objects.list(pods, namespace));
    const namespace = await objects.find(namespaces, "", attributes.namespace ?? "");
    if (namespace === undefined) return;
    const policy = policyOf(namespace.metadata.labels);
    if (isPods(info)) {
      const pod = object as Pod;
      if (oldObject === undefined || isSignificant(pod, oldObject as Pod)) checkPod(attributes, policy, { annotations: pod.metadata.annotations ?? {}, spec: pod.spec });
      return;
    }
    const template = templates[key(info)]?.(object as KubeObject);
    if (template?.spec !== undefined) warn(attributes, policy, { annotations: template.metadata?.annotations ?? {}, spec: template.spec });
  },
});

function checkPod(attributes: AdmissionAttributes, policy: Policy, pod: CheckedPod): void {
  const why = broken(policy.enforce, pod);
  if (why !== undefined) throw refuse(attributes, `violates PodSecurity "${named(policy.enforce)}": ${why.join(", ")}`);
  warn(attributes, policy, pod);
}

function warn(attributes: AdmissionAttributes, policy: Policy, pod: CheckedPod): void {
  const why = broken(policy.warn, pod);
  if (why !== undefined) attributes.warn(`would violate PodSecurity "${named(policy.warn)}": ${why.join(", ")}`);
}

/** True when a pod got other images or containers: what else of it may change is nothing that the standards are about. */
function isSignificant(pod: Pod, before: Pod): boolean {
  const imagesOf = ({ spec }: Pod) => [spec.containers, spec.initContainers ?? [], spec.ephemeralContainers ?? []].map((containers) => containers.map(({ name, image }) => [name, image]));
  return !deepEqual(imagesOf(pod), imagesOf(before));
}

function key({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return `${group}/${resource}`;
}

function isPods(info: { readonly group: string; readonly resource: string }): boolean {
  return key(info) === "/pods";
}

function isNamespaces(info: { readonly group: string; readonly resource: string }): boolean {
  return key(info) === "/namespaces";
}
