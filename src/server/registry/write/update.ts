import { deepCopy } from "../../../machinery/meta/deep-copy.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { answer, type Operation } from "../parts.ts";
import { createObject } from "./create.ts";
import { decodeBody, settleNamespace } from "./decode-body.ts";
import { settleName } from "./names.ts";
import { dedupOwnerReferences } from "./owner-references.ts";
import { namesVersion, otherUid, updateObject } from "./update-object.ts";

/** Replaces an object, or through a subresource the part of it that the subresource writes. */
export const update: Operation = async (parts, resource, context) => {
  const { name = "", namespace, subresource } = context.request;
  const draft = decodeBody(resource, context);
  settleName(draft, name);
  settleNamespace(resource, draft, namespace, "change");
  dedupOwnerReferences(draft, context.warn, "before admission");
  let isNew = false;
  const createMissing = async (): Promise<KubeObject> => {
    const { uid } = draft.metadata ?? {};
    // Who names a uid means an object that was there; it must not come back to life.
    if (uid) throw otherUid(resource, { name, namespace, wanted: uid, found: "" });
    isNew = true;
    delete draft.metadata?.resourceVersion;
    return createObject(parts, resource, context, draft);
  };
  const onMissing = resource.strategy.createOnUpdate && subresource === undefined ? createMissing : undefined;
  const object = await updateObject(parts, resource, context, { name, wanted: () => deepCopy(draft), requiresUid: true, isConditional: namesVersion(draft), onMissing });
  return answer(object, isNew ? 201 : 200);
};
