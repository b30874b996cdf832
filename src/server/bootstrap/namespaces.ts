import { namespaces } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

/** Source: kubernetes pkg/controlplane/controller/systemnamespaces. */
export const namespaceObjects: readonly BootstrapObject[] = ["default", "kube-system", "kube-public", "kube-node-lease"].map((name) => ({
  resource: namespaces,
  object: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
}));
