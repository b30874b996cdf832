import { selectorInGo } from "../../shared/in-key-order.ts";
import type { PersistentVolumeClaimSpec, TypedObjectReference } from "../../types/core/v1.gen.ts";

type Amounts = Readonly<Record<string, string>>;

/** A claim's spec as upstream's own type has it: every field, in that type's order and spelling. */
export function claimSpecInGo(spec: PersistentVolumeClaimSpec): object {
  return {
    AccessModes: spec.accessModes ?? null,
    Selector: selectorInGo(spec.selector),
    Resources: { Limits: inOrder(spec.resources?.limits), Requests: inOrder(spec.resources?.requests) },
    VolumeName: spec.volumeName ?? "",
    StorageClassName: spec.storageClassName ?? null,
    VolumeMode: spec.volumeMode ?? null,
    DataSource: reference(spec.dataSource),
    DataSourceRef: withNamespace(spec.dataSourceRef),
    VolumeAttributesClassName: spec.volumeAttributesClassName ?? null,
  };
}

function inOrder(amounts: Amounts | undefined): Amounts | null {
  return amounts === undefined ? null : Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function reference(source: Omit<TypedObjectReference, "namespace"> | undefined): object | null {
  return source === undefined ? null : { APIGroup: source.apiGroup ?? null, Kind: source.kind ?? "", Name: source.name ?? "" };
}

function withNamespace(source: TypedObjectReference | undefined): object | null {
  return source === undefined ? null : { ...reference(source), Namespace: source.namespace ?? null };
}
