import { badRequest, conflict } from "../../../machinery/errors/constructors.ts";
import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { answer, type Operation } from "../parts.ts";
import { createObject } from "./create.ts";
import { decodeBody, settleNamespace } from "./decode-body.ts";
import { namesVersion, updateObject } from "./update-object.ts";

/** Replaces an object, or through a subresource the part of it that the subresource writes. */
export const update: Operation = async (parts, resource, context) => {
  const { name = "", namespace, subresource } = context.request;
  const draft = decodeBody(resource, context);
  settleNamespace(resource, draft, namespace);
  settleName(draft, name);
  let isNew = false;
  const createMissing = async (): Promise<KubeObject> => {
    const { uid } = draft.metadata ?? {};
    // Who names a uid means an object that was there; it must not come back to life.
    if (uid) throw conflict(resource.info, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: `);
    isNew = true;
    delete draft.metadata?.resourceVersion;
    return createObject(parts, resource, context, draft);
  };
  const onMissing = resource.strategy.createOnUpdate && subresource === undefined ? createMissing : undefined;
  const object = await updateObject(parts, resource, context, { name, wanted: () => deepCopy(draft), isConditional: namesVersion(draft), onMissing });
  return answer(object, isNew ? 201 : 200);
};

/** Source: apiserver endpoints/handlers checkName. */
function settleName(draft: KubeObject, name: string): void {
  const metadata = (draft.metadata ??= {});
  if (!metadata.name) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name) throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
}
