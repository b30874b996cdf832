import { keepAllButStatus, keepStatusAndCountGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CustomResourceDefinition } from "../../types/apiextensions/v1.gen.ts";
import { unrecognizedFormatWarnings } from "./schema/unrecognized-formats.ts";
import { validateCreate, validateStatus, validateUpdate } from "./validation.ts";

/** Definitions of custom kinds, printed by the columns that every kind has. Source: apiextensions-apiserver pkg/registry/customresourcedefinition. */
export const strategy: KindStrategy<CustomResourceDefinition> = {
  group: "apiextensions.k8s.io",
  resource: "customresourcedefinitions",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    spec.names.singular ||= spec.names.kind.toLowerCase();
    if (spec.names.kind) spec.names.listKind ||= `${spec.names.kind}List`;
    spec.conversion ??= { strategy: "None" };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service !== undefined) service.port ??= 443;
  },
  prepareForCreate(definition) {
    metadataOf(definition).generation = 1;
    const storage = definition.spec.versions?.find((version) => version.storage)?.name;
    definition.status = { storedVersions: storage === undefined ? [] : [storage], conditions: [], acceptedNames: { kind: "", plural: "" } };
  },
  validateCreate,
  warningsOnCreate: unrecognizedFormatWarnings,
  prepareForUpdate(definition, old) {
    keepStatusAndCountGeneration(definition, old);
    // A version that objects may be stored in is remembered until somebody has moved them all.
    const stored = definition.status?.storedVersions ?? [];
    const storage = definition.spec.versions.find((version) => version.storage)?.name;
    if (storage !== undefined && !stored.includes(storage)) definition.status = { ...definition.status, storedVersions: [...stored, storage] } as CustomResourceDefinition["status"] & object;
  },
  validateUpdate,
  warningsOnUpdate: unrecognizedFormatWarnings,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
};
