import type { Pod, Toleration } from "../../../api/types/core/v1.gen.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore } from "../shared/refuse.ts";

/** How long a pod stays on a node that is lost, unless it says otherwise. */
const tolerationSeconds = 300;
const taintKeys = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** Source: kubernetes plugin/pkg/admission/defaulttolerationseconds. */
export const plugin: AdmissionPluginFactory = () => ({
  name: "DefaultTolerationSeconds",
  order: 70,
  handles: (attributes) => (attributes.operation === "CREATE" || attributes.operation === "UPDATE") && isCore(attributes, "pods"),
  mutate({ object }) {
    const { spec } = object as Pod;
    const tolerations = spec.tolerations ?? [];
    const missing = taintKeys.filter((key) => !tolerations.some((one) => tolerates(one, key)));
    if (missing.length === 0) return;
    spec.tolerations = [...tolerations, ...missing.map((key): Toleration => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds }))];
  },
});

function tolerates({ key, effect }: Toleration, taintKey: string): boolean {
  return (key === taintKey || !key) && (effect === "NoExecute" || !effect);
}
