import type { Pod, Toleration } from "../../../api/types/core/v1.gen.ts";
import type { RuntimeClass } from "../../../api/types/node/v1.gen.ts";
import { goJson, quote } from "../../../machinery/text/quote.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { runtimeClasses } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore, refuse } from "../shared/refuse.ts";

/** Adds a runtime class's overhead and scheduling rules to the pods that name it. Source: kubernetes plugin/pkg/admission/runtimeclass. */
export const plugin: AdmissionPluginFactory = ({ objects }) => {
  async function classOf(attributes: AdmissionAttributes): Promise<RuntimeClass | undefined> {
    const { spec } = attributes.object as Pod;
    if (spec.runtimeClassName === undefined) return undefined;
    const found = await objects.find(runtimeClasses, "", spec.runtimeClassName);
    if (found === undefined) throw refuse(attributes, `pod rejected: RuntimeClass ${quote(spec.runtimeClassName)} not found`);
    return found;
  }

  return {
    name: "RuntimeClass",
    order: 110,
    handles: (attributes) => attributes.operation === "CREATE" && isCore(attributes, "pods"),

    async mutate(attributes) {
      const runtimeClass = await classOf(attributes);
      if (runtimeClass === undefined) return;
      const { spec } = attributes.object as Pod;
      const podFixed = runtimeClass.overhead?.podFixed;
      if (podFixed !== undefined && Object.keys(podFixed).length > 0) {
        if (spec.overhead !== undefined && !deepEqual(spec.overhead, podFixed)) {
          throw refuse(attributes, `pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead: ${goJson(spec.overhead)}`);
        }
        spec.overhead = { ...podFixed };
      }
      mergeNodeSelector(attributes, runtimeClass);
      const added = (runtimeClass.scheduling?.tolerations ?? []).filter((one) => !(spec.tolerations ?? []).some((known) => deepEqual(known, one)));
      if (added.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...added.map((one): Toleration => ({ ...one }))];
    },

    async validate(attributes) {
      const runtimeClass = await classOf(attributes);
      const { spec } = attributes.object as Pod;
      if (runtimeClass?.overhead?.podFixed === undefined && spec.overhead !== undefined && Object.keys(spec.overhead).length > 0) {
        throw refuse(attributes, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
      }
    },
  };
};

function mergeNodeSelector(attributes: AdmissionAttributes, { scheduling }: RuntimeClass): void {
  const { spec } = attributes.object as Pod;
  for (const [key, value] of Object.entries(scheduling?.nodeSelector ?? {})) {
    const own = spec.nodeSelector?.[key];
    if (own !== undefined && own !== value) throw refuse(attributes, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`);
    spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
  }
}
