import { bindPod, validateBinding } from "../../../api/core/pod/binding.ts";
import type { Binding, Pod } from "../../../api/types/core/v1.gen.ts";
import { decodeObject } from "../../../api/schema/decode.ts";
import { badRequest, conflict, invalid } from "../../../machinery/errors/constructors.ts";
import type { Status } from "../../../machinery/errors/status.ts";
import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import { answer, type Operation } from "../parts.ts";
import { updateObject } from "../write/update-object.ts";

/** What only the binding may change, it changes: the rules of the pod's other endpoints do not apply. */
const rules = {};

/** Assigns a pod to a node, once. Takes `pods/<name>/binding` and, with the name in the body, `bindings`. */
export const bind: Operation = async (parts, pods, context) => {
  const { object, error } = decodeObject({ group: "", version: "v1", kind: "Binding" }, context.request.body);
  if (error !== undefined) throw badRequest(`Binding in version "v1" cannot be handled as a Binding: ${error}`);
  const binding = object as Binding;
  const name = context.request.name ?? binding.metadata?.name ?? "";
  if (binding.metadata?.name && binding.metadata.name !== name) throw badRequest("name in URL does not match name in Binding object");
  const errors = validateBinding(binding);
  if (errors.length > 0) throw invalid({ group: "", kind: "Binding" }, name, errors);

  await updateObject(parts, pods, context, {
    name,
    rules,
    isConditional: !!binding.metadata?.resourceVersion,
    wanted(old) {
      const { uid, resourceVersion } = binding.metadata ?? {};
      if (uid && uid !== old.metadata?.uid) throw conflict(pods.info, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid}`);
      const pod = deepCopy(old);
      if (resourceVersion) pod.metadata = { ...pod.metadata, resourceVersion };
      bindPod(pod as Pod, binding, context.clock.now());
      return pod;
    },
  });
  return answer(created, 201);
};

const created: Status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
