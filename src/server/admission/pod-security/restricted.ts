import { quote } from "../../../machinery/text/quote.ts";
import { baselineChecks, capabilitiesBaseline, seccompBaseline } from "./baseline.ts";
import { badContainers, type Check, type CheckedPod, containersOf, named } from "./check.ts";

const allowedVolumes = new Set(["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"]);

const allowPrivilegeEscalation: Check = (pod) =>
  isWindows(pod) ? undefined : badContainers(pod, "allowPrivilegeEscalation != false", ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false, "must set securityContext.allowPrivilegeEscalation=false");

const capabilities: Check = (pod) => {
  if (isWindows(pod)) return undefined;
  const containers = containersOf(pod);
  const keeping = containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes("ALL")).map(({ name }) => name);
  const added = new Set<string>();
  const adding = containers
    .filter(({ securityContext }) => {
      const bad = (securityContext?.capabilities?.add ?? []).filter((one) => one !== "NET_BIND_SERVICE");
      for (const one of bad) added.add(one);
      return bad.length > 0;
    })
    .map(({ name }) => name);
  const parts = [
    ...(keeping.length === 0 ? [] : [`${named("container", keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0 ? [] : [`${named("container", adding)} must not include ${[...added].sort().map(quote).join(", ")} in securityContext.capabilities.add`]),
  ];
  return parts.length === 0 ? undefined : `unrestricted capabilities (${parts.join("; ")})`;
};

const restrictedVolumes: Check = ({ spec }) => {
  const bad = (spec.volumes ?? []).flatMap((volume) => {
    const type = Object.keys(volume).find((key) => key !== "name");
    return type === undefined || allowedVolumes.has(type) ? [] : [{ name: volume.name, type }];
  });
  if (bad.length === 0) return undefined;
  const types = [...new Set(bad.map(({ type }) => type))].sort();
  const uses = bad.length === 1 ? "uses" : "use";
  return `restricted volume types (${named("volume", bad.map(({ name }) => name))} ${uses} restricted volume type${types.length === 1 ? "" : "s"} ${types.map(quote).join(", ")})`;
};

const runAsNonRoot: Check = (pod) => {
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const explicit = containersOf(pod).filter(({ securityContext }) => securityContext?.runAsNonRoot === false).map(({ name }) => name);
  if (explicit.length > 0) return `runAsNonRoot != true (${ofPod === false ? "pod and " : ""}${named("container", explicit)} must not set securityContext.runAsNonRoot=false)`;
  if (ofPod === true) return undefined;
  const silent = containersOf(pod).filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined).map(({ name }) => name);
  if (silent.length === 0) return undefined;
  return ofPod === false
    ? `runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)`
    : `runAsNonRoot != true (pod or ${named("container", silent)} must set securityContext.runAsNonRoot=true)`;
};

const runAsUser: Check = (pod) => {
  const setters = pod.spec.securityContext?.runAsUser === 0 ? ["pod"] : [];
  const names = containersOf(pod).filter(({ securityContext }) => securityContext?.runAsUser === 0).map(({ name }) => name);
  if (names.length > 0) setters.push(named("container", names));
  return setters.length === 0 ? undefined : `runAsUser=0 (${setters.join(" and ")} must not set runAsUser=0)`;
};

const seccomp: Check = (pod) => {
  if (isWindows(pod)) return undefined;
  const isGood = (type: string | undefined) => type === "RuntimeDefault" || type === "Localhost";
  const ofPod = pod.spec.securityContext?.seccompProfile?.type;
  const explicit = containersOf(pod).filter(({ securityContext }) => securityContext?.seccompProfile?.type !== undefined && !isGood(securityContext.seccompProfile.type)).map(({ name }) => name);
  const must = `securityContext.seccompProfile.type to`;
  if (explicit.length > 0) return `seccompProfile (${named("container", explicit)} must not set ${must} "Unconfined")`;
  if (ofPod !== undefined && isGood(ofPod)) return undefined;
  const silent = containersOf(pod).filter(({ securityContext }) => securityContext?.seccompProfile?.type === undefined).map(({ name }) => name);
  if (ofPod !== undefined) return `seccompProfile (pod must not set ${must} "Unconfined")`;
  return silent.length === 0 ? undefined : `seccompProfile (pod or ${named("container", silent)} must set ${must} "RuntimeDefault" or "Localhost")`;
};

function isWindows({ spec }: CheckedPod): boolean {
  return spec.os?.name === "windows";
}

/** Baseline's, the stricter ones in place of the milder, and restricted's own. */
export const restrictedChecks: readonly Check[] = [
  ...baselineChecks.filter((check) => check !== capabilitiesBaseline && check !== seccompBaseline),
  allowPrivilegeEscalation,
  capabilities,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccomp,
];
