import { inNormalForm } from "../../shared/normal-form.ts";
import type { Service, ServiceSpec, ServiceStatus } from "../../types/core/v1.gen.ts";
import { strategy } from "./strategy.ts";

/** A ClusterIP service of port 80 with defaults. */
export function aService({ name = "web", namespace = "default", spec, status }: { readonly name?: string; readonly namespace?: string; readonly spec?: ServiceSpec; readonly status?: ServiceStatus } = {}): Service {
  return inNormalForm(strategy, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { ports: [{ port: 80 }], selector: { app: name }, ...spec },
    ...(status === undefined ? {} : { status }),
  } as Service);
}
