import type { LimitRangeItem, PersistentVolumeClaim, Pod } from "../../../api/types/core/v1.gen.ts";
import { limitRanges } from "../../resources.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore, refuse } from "../shared/refuse.ts";
import { applyDefaults } from "./apply-defaults.ts";
import { claimProblems, podProblems } from "./problems.ts";

/** Gives containers the namespace's default requests and limits and refuses what lies outside its bounds. Source: kubernetes plugin/pkg/admission/limitranger. */
export const plugin: AdmissionPluginFactory = ({ objects }) => {
  const itemsIn = (namespace = "", type: string): LimitRangeItem[] => objects.list(limitRanges, namespace).flatMap(({ spec }) => (spec.limits ?? []).filter((item) => item.type === type));

  function problemsOf({ info, namespace, object }: AdmissionAttributes): string[] {
    if (info.resource === "pods") return podProblems(object as Pod, itemsIn(namespace, "Container"), itemsIn(namespace, "Pod"));
    return claimProblems(object as PersistentVolumeClaim, itemsIn(namespace, "PersistentVolumeClaim"));
  }

  return {
    name: "LimitRanger",
    order: 20,
    handles(attributes) {
      const { operation, info, subresource } = attributes;
      if (info.group !== "") return false;
      if (info.resource === "pods") return (operation === "CREATE" && subresource === undefined) || (operation === "UPDATE" && subresource === "resize");
      return (operation === "CREATE" || operation === "UPDATE") && isCore(attributes, "persistentvolumeclaims");
    },

    mutate(attributes) {
      if (attributes.info.resource === "pods" && attributes.operation === "CREATE") applyDefaults(attributes.object as Pod, itemsIn(attributes.namespace, "Container"));
    },

    validate(attributes) {
      const problems = problemsOf(attributes);
      if (problems.length === 0) return;
      throw refuse(attributes, problems.length === 1 ? (problems[0] as string) : `[${problems.join(", ")}]`);
    },
  };
};
