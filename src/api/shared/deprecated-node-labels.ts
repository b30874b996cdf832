import { isLabelValue } from "../../machinery/validation/names.ts";

/** Labels of nodes that have another name now. Source: kubernetes pkg/api/node deprecatedNodeLabels. */
const deprecated: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  "app.kubernetes.io/created-by": "deprecated since v1.9",
  "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
  "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What to say of a label, or undefined where it is not deprecated. */
export function nodeLabelNote(key: string): string | undefined {
  return Object.hasOwn(deprecated, key) ? deprecated[key] : undefined;
}

interface Requirement {
  readonly key: string;
  readonly values?: readonly string[];
}

/** `checksValues`: values that no label can have are warned of too. Source: kubernetes pkg/api/node GetWarningsForNodeSelectorTerm. */
export function nodeTermWarnings({ matchExpressions = [] }: { readonly matchExpressions?: readonly Requirement[] }, path: string, { checksValues = false } = {}): string[] {
  return matchExpressions.flatMap(({ key, values = [] }, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    const note = nodeLabelNote(key);
    const odd = checksValues ? values.flatMap((value, at2) => isLabelValue(value).map((problem) => `${at}.values[${at2}]: ${value} is invalid, ${problem}`)) : [];
    return [...(note === undefined ? [] : [`${at}.key: ${key} is ${note}`]), ...odd];
  });
}
