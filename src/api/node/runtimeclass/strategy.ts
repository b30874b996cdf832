import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { RuntimeClass } from "../../types/node/v1.gen.ts";

/** RuntimeClasses: the handler is chosen once and for all. Source: kubernetes pkg/registry/node/runtimeclass. */
export const strategy: KindStrategy<RuntimeClass> = {
  group: "node.k8s.io",
  resource: "runtimeclasses",
  validateUpdate: ({ handler }, old) => (handler === old.handler ? [] : [immutableField("handler", handler)]),
  printRow: ({ metadata, handler }, now) => [metadata.name ?? "", handler, ageCell(metadata.creationTimestamp, now)],
};
