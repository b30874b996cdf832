import type { AppArmorProfile, Pod } from "../../api/types/core/v1.gen.ts";
import type { Refusal } from "./sysctls.ts";

/** A pod that counts on AppArmor is refused: running it without its profile would break the promise. Source: kubernetes apparmor validator. */
export function unenforceableAppArmor({ spec }: Pod): Refusal | undefined {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const profiles = [spec.securityContext?.appArmorProfile, ...containers.map((container) => container.securityContext?.appArmorProfile)];
  if (!profiles.some(isConfining)) return undefined;
  return { reason: "AppArmor", message: "Cannot enforce AppArmor: AppArmor is not enabled on the host" };
}

function isConfining(profile: AppArmorProfile | undefined): boolean {
  return profile !== undefined && profile.type !== "Unconfined";
}
