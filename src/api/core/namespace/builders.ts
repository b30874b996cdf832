import { inNormalForm } from "../../shared/normal-form.ts";
import type { Namespace } from "../../types/core/v1.gen.ts";
import { strategy } from "./strategy.ts";

/** An active namespace as the server would store it. */
export function aNamespace({ name = "default", labels }: { readonly name?: string; readonly labels?: Record<string, string> } = {}): Namespace {
  const namespace = inNormalForm(strategy, { apiVersion: "v1", kind: "Namespace", metadata: { name, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z", labels } } as Namespace);
  strategy.prepareForCreate?.(namespace, { now: 0 });
  return namespace;
}
