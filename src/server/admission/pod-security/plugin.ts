import type { Namespace, Pod, PodTemplateSpec } from "../../../api/types/core/v1.gen.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { namespaces } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";
import { baselineChecks } from "./baseline.ts";
import type { Check, CheckedPod } from "./check.ts";
import { restrictedChecks } from "./restricted.ts";

const labelPrefix = "pod-security.kubernetes.io/";
const checksOf: Readonly<Record<string, readonly Check[]>> = { privileged: [], baseline: baselineChecks, restricted: restrictedChecks };

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
 * Holds pods to the Pod Security Standard that their namespace's labels name: `enforce` refuses, `warn` warns.
 * Every version of a standard is read as the latest. Source: k8s.io/pod-security-admission.
 */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "PodSecurity",
  order: 50,
  handles: ({ operation, info, subresource }) => (operation === "CREATE" || operation === "UPDATE") && (isPods(info) ? subresource === undefined || subresource === "ephemeralcontainers" : subresource === undefined && key(info) in templates),

  async validate(attributes) {
    const namespace = await objects.find(namespaces, "", attributes.namespace ?? "");
    if (namespace === undefined) return;
    const { info, object, oldObject } = attributes;
    if (isPods(info)) {
      const pod = object as Pod;
      if (oldObject !== undefined && deepEqual(pod.spec, (oldObject as Pod).spec)) return;
      return checkPod(attributes, namespace, { annotations: pod.metadata.annotations ?? {}, spec: pod.spec });
    }
    const template = templates[key(info)]?.(object as KubeObject);
    if (template?.spec !== undefined) warn(attributes, namespace, { annotations: template.metadata?.annotations ?? {}, spec: template.spec });
  },
});

function checkPod(attributes: AdmissionAttributes, namespace: Namespace, pod: CheckedPod): void {
  const { level, broken } = evaluate(namespace, "enforce", pod);
  if (broken.length > 0) throw refuse(attributes, `violates PodSecurity "${level}": ${broken.join(", ")}`);
  warn(attributes, namespace, pod);
}

function warn(attributes: AdmissionAttributes, namespace: Namespace, pod: CheckedPod): void {
  const { level, broken } = evaluate(namespace, "warn", pod);
  if (broken.length > 0) attributes.warn(`would violate PodSecurity "${level}": ${broken.join(", ")}`);
}

function evaluate({ metadata }: Namespace, mode: "enforce" | "warn", pod: CheckedPod): { level: string; broken: string[] } {
  const level = metadata.labels?.[`${labelPrefix}${mode}`];
  if (level === undefined) return { level: "privileged", broken: [] };
  const version = metadata.labels?.[`${labelPrefix}${mode}-version`] ?? "latest";
  // A level that does not exist is read as the strictest: a typing error must not open the door.
  const checks = checksOf[level] ?? restrictedChecks;
  return { level: `${level}:${version}`, broken: checks.map((check) => check(pod)).filter((one): one is string => one !== undefined) };
}

function key({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return `${group}/${resource}`;
}

function isPods(info: { readonly group: string; readonly resource: string }): boolean {
  return key(info) === "/pods";
}
