import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { PriorityClass } from "../../../api/types/scheduling/v1.gen.ts";
import { priorityClasses } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore, refuse } from "../shared/refuse.ts";

/** Turns a pod's priority class into its number. Source: kubernetes plugin/pkg/admission/priority. */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "Priority",
  order: 60,
  handles: (attributes) => attributes.operation === "CREATE" && (isCore(attributes, "pods") || isPriorityClass(attributes.info)),

  async mutate(attributes) {
    if (!isCore(attributes, "pods")) return;
    const { spec } = attributes.object as Pod;
    const found = spec.priorityClassName ? await objects.find(priorityClasses, "", spec.priorityClassName) : globalDefault(objects.list(priorityClasses));
    if (spec.priorityClassName && found === undefined) throw refuse(attributes, `no PriorityClass with name ${spec.priorityClassName} was found`);
    const priority = found?.value ?? 0;
    const policy = found?.preemptionPolicy ?? "PreemptLowerPriority";
    if (spec.priority !== undefined && spec.priority !== priority) {
      throw refuse(attributes, `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`);
    }
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      throw refuse(attributes, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`);
    }
    if (found !== undefined) spec.priorityClassName = found.metadata.name;
    spec.priority = priority;
    spec.preemptionPolicy = policy as typeof spec.preemptionPolicy;
  },

  validate(attributes) {
    if (!isPriorityClass(attributes.info) || (attributes.object as PriorityClass).globalDefault !== true) return;
    const other = objects.list(priorityClasses).find((one) => one.globalDefault === true && one.metadata.name !== attributes.object?.metadata?.name);
    if (other !== undefined) throw refuse(attributes, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
  },
});

function isPriorityClass(info: { readonly group: string; readonly resource: string }): boolean {
  return info.group === "scheduling.k8s.io" && info.resource === "priorityclasses";
}

/** Of several defaults, which should not be, the lowest counts. */
function globalDefault(classes: readonly PriorityClass[]): PriorityClass | undefined {
  return classes.filter((one) => one.globalDefault === true).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
