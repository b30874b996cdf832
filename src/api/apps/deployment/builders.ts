import { inNormalForm } from "../../shared/normal-form.ts";
import type { Deployment, DeploymentSpec, DeploymentStatus } from "../../types/apps/v1.gen.ts";
import { strategy } from "./strategy.ts";

/** A valid deployment with defaults: one replica of `busybox:1`, selected by `app`. */
export function aDeployment({ name = "web", namespace = "default", spec, status }: { readonly name?: string; readonly namespace?: string; readonly spec?: Partial<DeploymentSpec>; readonly status?: DeploymentStatus } = {}): Deployment {
  const labels = { app: name };
  return inNormalForm(strategy, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z", generation: 1 },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: "main", image: "busybox:1" }] } }, ...spec },
    ...(status === undefined ? {} : { status }),
  } as Deployment);
}
