import { isDns1123Label } from "../../../machinery/validation/names.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { podSpecWarnings } from "../pod-template/warnings.ts";

/** Source: kubernetes pkg/api/pod GetWarningsForPod. */
export function warnings(pod: Pod): string[] {
  const name = pod.metadata.name ?? "";
  const nameWarnings =
    isDns1123Label(name).length > 0 ? [`metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${isDns1123Label(name).join(" ")}]`] : [];
  return [...nameWarnings, ...podSpecWarnings(pod.spec, pod.metadata.annotations ?? {}, "")];
}
