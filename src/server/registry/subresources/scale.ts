import { decodeObject } from "../../../api/schema/decode.ts";
import { badRequest, conflict, invalid, pathNotFound } from "../../../machinery/errors/constructors.ts";
import { mustNotBeNegative, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import type { KubeObject, ObjectMeta } from "../../../machinery/meta/object.ts";
import type { KindStrategy } from "../../../api/strategy.ts";
import type { Answer, RequestContext } from "../../contract.ts";
import { answer, type Operation, type Parts } from "../parts.ts";
import { get } from "../read/get.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { patcher } from "../write/patch.ts";
import { updateObject } from "../write/update-object.ts";
import { applyMergePatch } from "../../../machinery/patch/merge-patch.ts";

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

/** Reads and writes how many replicas an object wants, the same way for every kind that has any. Source: autoscaling/v1 Scale. */
export const scale: Operation = async (parts, resource, context) => {
  const rules = resource.strategy.scale;
  if (rules === undefined) throw pathNotFound();
  const { verb, name = "", body } = context.request;
  switch (verb) {
    case "get": {
      const found = await get(parts, resource, context);
      return found.type === "object" ? answer(scaleOf(rules, found.object)) : found;
    }
    case "update":
      return write(parts, resource, context, { name, rules, wanted: () => readScale(body) });
    case "patch": {
      // A Scale has no lists, so a strategic merge patch of it is a merge patch.
      const apply = patcher({ strategicMergePatch: applyMergePatch }, context);
      return write(parts, resource, context, { name, rules, wanted: (current) => apply(current) as Scale });
    }
    default:
      throw badRequest(`${verb} is not possible on the scale subresource`);
  }
};

type ScaleRules = NonNullable<KindStrategy["scale"]>;

async function write(parts: Parts, resource: StoredResource, context: RequestContext, { name, rules, wanted }: { name: string; rules: ScaleRules; wanted: (current: Scale) => Scale }): Promise<Answer> {
  const object = await updateObject(parts, resource, context, {
    name,
    rules: resource.strategy,
    isConditional: (context.request.body as Scale | undefined)?.metadata?.resourceVersion !== undefined,
    wanted(old) {
      const current = scaleOf(rules, old);
      const next = wanted(current);
      requireWhole(next, name);
      requireSame(resource, current.metadata, next.metadata);
      const draft = deepCopy(old);
      rules.set(draft, next.spec?.replicas ?? 0);
      return draft;
    },
  });
  return answer(scaleOf(rules, object));
}

function scaleOf({ get: read }: ScaleRules, object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const { replicas, statusReplicas, selector } = read(object);
  return { kind: "Scale", apiVersion: "autoscaling/v1", metadata: { name, namespace, uid, resourceVersion, creationTimestamp }, spec: { replicas }, status: { replicas: statusReplicas, selector } };
}

function readScale(body: unknown): Scale {
  const { object, error } = decodeObject({ group: "autoscaling", version: "v1", kind: "Scale" }, body);
  if (error !== undefined) throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${error}`);
  return object;
}

function requireWhole(next: Scale, name: string): void {
  if (typeof next !== "object" || next === null) throw badRequest("the body of a scale request must be a Scale");
  if (next.kind !== undefined && next.kind !== "Scale") throw badRequest(`expected a Scale, got a ${next.kind}`);
  if (next.metadata?.name && next.metadata.name !== name) throw badRequest(`the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`);
  const replicas: unknown = next.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas)) throw badRequest(`Scale in version "v1" cannot be handled as a Scale: spec.replicas must be an integer, not ${JSON.stringify(replicas)}`);
  if ((replicas as number) < 0) throw invalid({ group: "autoscaling", kind: "Scale" }, name, [invalidValue("spec.replicas", replicas, mustNotBeNegative)]);
}

function requireSame({ info }: StoredResource, current: ObjectMeta | undefined, next: ObjectMeta | undefined): void {
  const { resourceVersion, uid } = next ?? {};
  if (uid && uid !== current?.uid) throw conflict(info, current?.name ?? "", `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current?.uid}`);
  if (resourceVersion && resourceVersion !== current?.resourceVersion) throw conflict(info, current?.name ?? "");
}
