import { decodeObject } from "../../../api/schema/decode.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Eviction, PodDisruptionBudget } from "../../../api/types/policy/v1.gen.ts";
import { badRequest, conflict, notFound, tooManyRequests } from "../../../machinery/errors/constructors.ts";
import type { Status } from "../../../machinery/errors/status.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import { selectorFromLabelSelector } from "../../../machinery/selector/label-selector.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import type { RequestContext } from "../../contract.ts";
import { answer, objectKey, type Operation, type Parts, readCurrent } from "../parts.ts";
import { builtinResources } from "../resource/builtin-resource.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { admissionAttributes } from "../write/attributes.ts";
import { commitUpdate } from "../write/commit.ts";
import { deleteObject } from "../write/delete.ts";
import { updateObject } from "../write/update-object.ts";
import { decideEviction } from "./decide-eviction.ts";

/** Attempts to write the budget before the client is told to come back. Source: kubernetes registry/core/pod/storage MaxTries. */
const budgetAttempts = 10;
const rules = {};
const findBuiltin = builtinResources();

/** Deletes a pod unless a disruption budget forbids it. Source: kubernetes registry/core/pod/storage/eviction.go. */
export const evict: Operation = async (parts, pods, context) => {
  const { name = "", namespace = "" } = context.request;
  const eviction = readEviction(context);
  const pod = (await readCurrent(parts, pods, objectKey(pods, namespace, name))) as Pod | undefined;
  if (pod === undefined) throw notFound(pods.info, name);
  const attributes = admissionAttributes(context, "CREATE", { name, object: eviction });
  await parts.admission.mutate(attributes);
  await parts.admission.validate(attributes);
  await spendBudget(parts, context, pod);

  const options = { ...context.request.options, ...eviction.deleteOptions, dryRun: context.request.options?.dryRun || eviction.deleteOptions?.dryRun?.includes("All") } as RequestContext["request"]["options"];
  const plain: RequestContext = { ...context, request: { ...context.request, subresource: undefined, options } };
  // The eviction was admitted; what it does to the pod is not asked about again.
  const admitted: Parts = { ...parts, admission: alreadyAdmitted };
  if (pod.metadata.deletionTimestamp === undefined) await markDisrupted(admitted, pods, plain, name);
  await deleteObject(admitted, pods, plain, name);
  return answer(evicted, 201);
};

const alreadyAdmitted: Parts["admission"] = { mutate: async () => {}, validate: async () => {} };

const evicted: Status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };

function readEviction({ request }: RequestContext): Eviction {
  const { object, error } = decodeObject({ group: "policy", version: "v1", kind: "Eviction" }, request.body);
  if (error !== undefined) throw badRequest(`Eviction in version "v1" cannot be handled as a Eviction: ${error}`);
  const eviction = object as Eviction;
  if (eviction.metadata?.name && eviction.metadata.name !== request.name) throw badRequest("name in URL does not match name in Eviction object");
  return eviction;
}

/** Takes one disruption from the pod's budget, where it has one. Throws 429 when there is none left. */
async function spendBudget(parts: Parts, context: RequestContext, pod: Pod): Promise<void> {
  const budgets = findBuiltin("policy", "v1", "poddisruptionbudgets");
  if (budgets === undefined) throw new Error("the facts have no poddisruptionbudgets");
  const { namespace = "", labels, name = "" } = pod.metadata;
  for (let attempt = 1; attempt <= budgetAttempts; attempt++) {
    const cache = await parts.caches.current(budgets.storagePrefix);
    const all = Array.from(cache.objects(`${namespace}/`), ([, budget]) => budget as PodDisruptionBudget);
    const decision = decideEviction(pod, all.filter((budget) => selectorFromLabelSelector(budget.spec?.selector).matches(labels)));
    switch (decision.type) {
      case "Allowed":
        return;
      case "Ambiguous":
        throw new StatusError("InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
      case "Refused":
        throw refusal(decision);
      case "Spend":
        if (context.request.options?.dryRun || (await spend(parts, budgets, decision.budget, { pod: name, now: parts.clock.now() }))) return;
    }
  }
  throw conflict(budgets.info, name, "the disruption budget is being changed by others; try again");
}

async function spend(parts: Parts, budgets: StoredResource, budget: PodDisruptionBudget, { pod, now }: { pod: string; now: number }): Promise<boolean> {
  const object = deepCopy(budget);
  if (object.status === undefined) return false;
  object.status.disruptionsAllowed = (object.status.disruptionsAllowed ?? 0) - 1;
  object.status.disruptedPods = { ...object.status.disruptedPods, [pod]: formatTime(now) };
  const key = objectKey(budgets, budget.metadata?.namespace, budget.metadata?.name ?? "");
  return (await commitUpdate(parts, budgets, key, { object, old: budget })) !== undefined;
}

function refusal({ message, retryAfterSeconds }: { message: string; retryAfterSeconds: number }): StatusError {
  const error = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", retryAfterSeconds);
  error.status.details = { ...error.status.details, causes: [{ reason: "DisruptionBudget", message }] };
  return error;
}

/** Says on the pod why it goes. */
async function markDisrupted(parts: Parts, pods: StoredResource, context: RequestContext, name: string): Promise<void> {
  await updateObject(parts, pods, context, {
    name,
    rules,
    isConditional: false,
    wanted(old) {
      const pod = deepCopy(old) as Pod;
      const others = (pod.status?.conditions ?? []).filter((condition) => condition.type !== "DisruptionTarget");
      const condition = { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI", message: "Eviction API: evicting", lastTransitionTime: formatTime(parts.clock.now()) };
      pod.status = { ...pod.status, conditions: [...others, condition] };
      return pod;
    },
  });
}
