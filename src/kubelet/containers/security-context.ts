import type { Container, Pod, SeccompProfile } from "../../api/types/core/v1.gen.ts";
import type { ContainerSecurityContext, Image, SecurityProfile } from "../cri/contract.ts";
import { joinPath } from "../ports/host-files.ts";
import { ContainerConfigError } from "./config-error.ts";

/** Source: kubernetes pkg/securitycontext defaultMaskedPaths and defaultReadonlyPaths. */
const maskedPaths = ["/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap"];
const readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/** What a container may do, the container's own settings before the pod's. Throws ContainerConfigError when runAsNonRoot does not hold. */
export function securityContext(pod: Pod, container: Container, image: Image, seccompFolder: string): ContainerSecurityContext {
  const own = container.securityContext ?? {};
  const shared = pod.spec.securityContext ?? {};
  const privileged = own.privileged === true;
  const runAsUser = own.runAsUser ?? shared.runAsUser;
  const runAsGroup = own.runAsGroup ?? shared.runAsGroup;
  if (own.runAsNonRoot ?? shared.runAsNonRoot ?? false) requireNonRoot(pod, container, image, runAsUser);
  const unmasked = privileged || own.procMount === "Unmasked";
  return {
    addCapabilities: own.capabilities?.add ?? [],
    dropCapabilities: own.capabilities?.drop ?? [],
    privileged,
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(runAsGroup === undefined ? {} : { runAsGroup }),
    supplementalGroups: [...(shared.supplementalGroups ?? []), ...(shared.fsGroup === undefined ? [] : [shared.fsGroup])],
    ...(shared.supplementalGroupsPolicy === undefined ? {} : { supplementalGroupsPolicy: shared.supplementalGroupsPolicy as "Merge" | "Strict" }),
    readonlyRootfs: own.readOnlyRootFilesystem === true,
    noNewPrivs: own.allowPrivilegeEscalation === false && !privileged,
    seccomp: seccomp(privileged ? undefined : (own.seccompProfile ?? shared.seccompProfile), seccompFolder),
    maskedPaths: unmasked ? [] : maskedPaths,
    readonlyPaths: unmasked ? [] : readonlyPaths,
  };
}

function requireNonRoot(pod: Pod, container: Container, image: Image, runAsUser: number | undefined): void {
  const who = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${container.name})`;
  if (runAsUser === 0) throw new ContainerConfigError(`container's runAsUser breaks non-root policy ${who}`);
  if (runAsUser !== undefined) return;
  if (image.uid === 0 || (image.uid === undefined && (image.username ?? "") === "")) throw new ContainerConfigError(`container has runAsNonRoot and image will run as root ${who}`);
  if (image.uid === undefined) throw new ContainerConfigError(`container has runAsNonRoot and image has non-numeric user (${image.username}), cannot verify user is non-root ${who}`);
}

/** Profiles of the node's own lie in a folder that the node's keeper fills. Source: kubernetes fieldSeccompProfile. */
function seccomp(profile: SeccompProfile | undefined, folder: string): SecurityProfile {
  if (profile?.type === "RuntimeDefault") return { type: "RuntimeDefault" };
  if (profile?.type === "Localhost") return { type: "Localhost", localhostRef: joinPath(folder, profile.localhostProfile ?? "") };
  return { type: "Unconfined" };
}
