import { alreadyExists, badRequest, generateNameConflict } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import type { StrategyContext } from "../../../api/strategy.ts";
import type { RequestContext } from "../../contract.ts";
import { answer, objectKey, type Operation, type Parts, readCurrent } from "../parts.ts";
import { reserving } from "../allocation/reserving.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { admissionAttributes } from "./attributes.ts";
import { commitCreate } from "./commit.ts";
import { decodeBody, settleNamespace } from "./decode-body.ts";
import { dedupOwnerReferences } from "./owner-references.ts";
import { generateName } from "./names.ts";
import { validateNew } from "./validate.ts";

/** How often a generated name is tried. Source: apiserver registry/generic/registry maxNameGenerationCreateAttempts. */
const nameAttempts = 8;

/** A new object: decoded, admitted, prepared, validated and stored; anew, with another name, when a generated one is taken. */
export const create: Operation = async (parts, resource, context) => {
  for (let attempt = 1; ; attempt++) {
    const own = attempt === 1 ? context : { ...context, warn: () => {} }; // the client has heard it
    const draft = decodeBody(resource, own);
    settleNamespace(resource, draft, context.request.namespace, "create");
    const isGenerated = !draft.metadata?.name && !!draft.metadata?.generateName;
    const stored = await tryCreate(parts, resource, own, draft);
    if (stored !== undefined) return answer(stored, 201);
    const name = draft.metadata?.name ?? "";
    if (!isGenerated) throw alreadyExists(resource.info, name);
    if (attempt === nameAttempts) throw generateNameConflict(resource.info, name, 1);
  }
};

/** Stores `draft`, which is complete but for what the server fills in. Throws AlreadyExists for a name that is taken. */
export async function createObject(parts: Parts, resource: StoredResource, context: RequestContext, draft: KubeObject): Promise<KubeObject> {
  const stored = await tryCreate(parts, resource, context, draft);
  if (stored === undefined) throw alreadyExists(resource.info, draft.metadata?.name ?? "");
  return stored;
}

/** The stored object; undefined when the name is taken. */
async function tryCreate(parts: Parts, resource: StoredResource, context: RequestContext, draft: KubeObject): Promise<KubeObject | undefined> {
  const { strategy } = resource;
  const metadata = (draft.metadata ??= {});
  if (metadata.resourceVersion) throw badRequest("resourceVersion should not be set on objects to be created");
  strategy.applyDefaults?.(draft);
  dedupOwnerReferences(draft, context.warn, "before admission");
  const attributes = admissionAttributes(context, "CREATE", { name: metadata.name, object: draft });
  await parts.admission.mutate(attributes);
  dedupOwnerReferences(draft, context.warn, "after admission");
  fillSystemFields(parts, draft);
  strategy.applyDefaults?.(draft); // what admission added, and the generated name, may have defaults of their own
  strategy.prepareForCreate?.(draft, strategyContext(context));
  validateNew(resource, draft);
  const stored = await reserving(parts, resource, draft, { isDryRun: context.request.options?.dryRun === true }, async () => {
    await parts.admission.validate({ ...attributes, name: draft.metadata?.name });
    return store(parts, resource, context, draft);
  });
  if (stored !== undefined) for (const warning of strategy.warningsOnCreate?.(draft) ?? []) context.warn(warning);
  return stored;
}

export function strategyContext({ clock, user }: RequestContext): StrategyContext {
  return { now: clock.now(), user };
}

async function store(parts: Parts, resource: StoredResource, { request }: RequestContext, object: KubeObject): Promise<KubeObject | undefined> {
  const key = objectKey(resource, object.metadata?.namespace, object.metadata?.name ?? "");
  if (!request.options?.dryRun) return commitCreate(parts, resource, key, object);
  return (await readCurrent(parts, resource, key)) === undefined ? object : undefined;
}

/** Source: apiserver registry/rest FillObjectMetaSystemFields and BeforeCreate. */
function fillSystemFields({ clock, random }: Parts, object: KubeObject): void {
  const metadata = (object.metadata ??= {});
  metadata.creationTimestamp = formatTime(clock.now());
  metadata.uid = random.uuid();
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName, random);
}
