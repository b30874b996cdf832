import type { Pod, SecurityContext } from "../../types/core/v1.gen.ts";
import { containerAppArmor } from "../pod-template/validate-pod-annotations.ts";
import { containersOf } from "../pod-template/visit-containers.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";

type Profile = NonNullable<SecurityContext["appArmorProfile"]>;

/** What older clients say by annotation becomes the field, where no field says it. Source: kubernetes registry/core/pod applyAppArmorVersionSkew. */
export function takeAppArmorFromAnnotations({ metadata, spec }: Pod): void {
  if (spec.os?.name === "windows") return;
  for (const { container } of containersOf(spec)) {
    const annotation = metadata.annotations?.[`${containerAppArmor}${container.name}`];
    if (annotation === undefined || container.securityContext?.appArmorProfile !== undefined) continue;
    const profile = profileOf(annotation);
    if (profile !== undefined && !deepEqual(profile, spec.securityContext?.appArmorProfile)) container.securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

function profileOf(annotation: string): Profile | undefined {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  const localhostProfile = annotation.startsWith("localhost/") ? annotation.slice("localhost/".length) : "";
  return localhostProfile === "" || localhostProfile !== localhostProfile.trim() ? undefined : { type: "Localhost", localhostProfile };
}
