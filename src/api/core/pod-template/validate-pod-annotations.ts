import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { descendingPathProblems } from "../../shared/file-paths.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import type { PodSpec, SecurityContext } from "../../types/core/v1.gen.ts";
import { containersOf } from "./visit-containers.ts";

export const mirrorAnnotation = "kubernetes.io/config.mirror";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";
export const podSeccomp = "seccomp.security.alpha.kubernetes.io/pod";
export const containerSeccomp = "container.seccomp.security.alpha.kubernetes.io/";
export const containerAppArmor = "container.apparmor.security.beta.kubernetes.io/";

type Annotations = Readonly<Record<string, string>> | undefined;

/** Annotations that mean something to a pod. Source: kubernetes validation ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mirrorOf = annotations?.[mirrorAnnotation];
  if (mirrorOf !== undefined && !spec.nodeName) errors.push(invalidValue(`${path}[${mirrorAnnotation}]`, mirrorOf, "must set spec.nodeName if mirror pod annotation is set"));
  const cost = annotations?.[deletionCost];
  if (cost !== undefined && !isDeletionCost(cost)) errors.push(invalidValue(`${path}[${deletionCost}]`, cost, "must be a 32bit integer"));
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (key === podSeccomp || key.startsWith(containerSeccomp)) addAll(errors, seccompProblems(value).map((problem) => invalidValue(`${path}.${key}`, value, problem)));
  }
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (key.startsWith(containerAppArmor)) addAll(errors, validateAppArmor(key.slice(containerAppArmor.length), value, spec, `${path}[${key}]`));
  }
  return errors;
}

/** No plus sign and no leading zero, so that equal costs are written alike. Source: kubernetes pkg/apis/core/helper GetDeletionCostFromPodAnnotations. */
function isDeletionCost(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && Number(text) <= maxInt32 && Number(text) >= -maxInt32 - 1;
}

const seccompNames = ["runtime/default", "docker/default", "unconfined"];
const seccompLocalhost = "localhost/";

/** Source: kubernetes validation ValidateSeccompProfile. */
function seccompProblems(profile: string): string[] {
  if (seccompNames.includes(profile)) return [];
  return profile.startsWith(seccompLocalhost) ? descendingPathProblems(profile.slice(seccompLocalhost.length)) : ["must be a valid seccomp profile"];
}

/** Source: kubernetes validation ValidateAppArmorPodAnnotations. */
function validateAppArmor(name: string, profile: string, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!containersOf(spec).some(({ container }) => container.name === name)) errors.push(invalidValue(path, name, "container not found"));
  const isKnown = profile === "" || profile === "runtime/default" || profile === "unconfined" || profile.startsWith("localhost/");
  if (!isKnown) errors.push(invalidValue(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  return errors;
}

/** Where an annotation and a field both name a profile they name the same one. Source: kubernetes validation validateSeccompAnnotationsAndFields, validateAppArmorAnnotationsAndFieldsMatchOnCreate. */
export function validateProfilesMatch(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  if (annotations === undefined) return [];
  const errors: FieldError[] = [];
  const pod = spec.securityContext;
  addAll(errors, matchProfile(annotations[podSeccomp], pod?.seccompProfile, "seccomp", `${path}.securityContext.seccompProfile`));
  const containers = containersOf(spec);
  for (const { container, at } of containers) {
    addAll(errors, matchProfile(annotations[`${containerSeccomp}${container.name}`], container.securityContext?.seccompProfile, "seccomp", `${path}.${at}.securityContext.seccompProfile`));
  }
  if (spec.os?.name === "windows") return errors;
  for (const { container, at } of containers) {
    const profile = container.securityContext?.appArmorProfile ?? pod?.appArmorProfile;
    addAll(errors, matchProfile(annotations[`${containerAppArmor}${container.name}`], profile, "apparmor", `${path}.${at}.securityContext.appArmorProfile`));
  }
  return errors;
}

type Profile = SecurityContext["seccompProfile"];

function matchProfile(annotation: string | undefined, profile: Profile, system: "seccomp" | "apparmor", path: string): FieldError[] {
  if (annotation === undefined || profile === undefined) return [];
  const otherType = [forbiddenField(`${path}.type`, `${system} type in annotation and field must match`)];
  switch (profile.type) {
    case "Unconfined":
      return annotation === "unconfined" ? [] : otherType;
    case "RuntimeDefault":
      return annotation === "runtime/default" || (system === "seccomp" && annotation === "docker/default") ? [] : otherType;
    case "Localhost":
      if (!annotation.startsWith("localhost/")) return otherType;
      return annotation.slice("localhost/".length) === profile.localhostProfile ? [] : [forbiddenField(`${path}.localhostProfile`, `${system} profile in annotation and field must match`)];
    default:
      return [];
  }
}
