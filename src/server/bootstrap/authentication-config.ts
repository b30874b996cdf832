import type { KubeObject } from "../../machinery/meta/object.ts";
import { configMaps } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

export interface AuthenticationConfig {
  /** The cluster's authority in PEM. */
  readonly clientCa: string;
  /** The front proxy's authority in PEM. */
  readonly requestHeaderClientCa: string;
}

/** `kube-system/extension-apiserver-authentication`. Source: kubernetes pkg/controlplane/controller/clusterauthenticationtrust. */
export function authenticationConfigMap({ clientCa, requestHeaderClientCa }: AuthenticationConfig): BootstrapObject {
  const data = {
    "client-ca-file": clientCa,
    "requestheader-client-ca-file": requestHeaderClientCa,
    "requestheader-allowed-names": JSON.stringify(["front-proxy-client"]),
    "requestheader-username-headers": JSON.stringify(["X-Remote-User"]),
    "requestheader-uid-headers": JSON.stringify(["X-Remote-Uid"]),
    "requestheader-group-headers": JSON.stringify(["X-Remote-Group"]),
    "requestheader-extra-headers-prefix": JSON.stringify(["X-Remote-Extra-"]),
  };
  return { resource: configMaps, object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "extension-apiserver-authentication", namespace: "kube-system" }, data } as KubeObject };
}
