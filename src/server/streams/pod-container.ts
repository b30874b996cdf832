import type { Pod } from "../../api/types/core/v1.gen.ts";
import { badRequest } from "../../machinery/errors/constructors.ts";

/** The container that a log, exec or attach means. Throws in upstream's words. Source: kubernetes pkg/registry/core/pod/strategy.go. */
export function containerOf(pod: Pod, asked: string | undefined): string {
  const names = (containers: readonly { readonly name: string }[] | undefined) => (containers ?? []).map(({ name }) => name);
  const [main, init, ephemeral] = [names(pod.spec.containers), names(pod.spec.initContainers), names(pod.spec.ephemeralContainers)];
  if (asked === undefined || asked === "") {
    const [only] = main;
    if (main.length === 1 && only !== undefined) return only;
    throw badRequest(`a container name must be specified for pod ${pod.metadata.name}${choices(main, init, ephemeral)}`);
  }
  if (![...main, ...init, ...ephemeral].includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  return asked;
}

function choices(main: readonly string[], init: readonly string[], ephemeral: readonly string[]): string {
  if (main.length === 0) return "";
  const ofInit = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
  const ofEphemeral = ephemeral.length === 0 ? "" : ` or one of the ephemeral containers: [${ephemeral.join(" ")}]`;
  return `, choose one of: [${main.join(" ")}]${ofInit}${ofEphemeral}`;
}

/** Refuses streams into pods that are over or not on a node yet. */
export function requireStreamable(pod: Pod, action: "exec into" | "attach"): void {
  const phase = pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") throw badRequest(`cannot ${action} a container in a completed pod; current phase is ${phase}`);
}

/** The node that runs the pod. */
export function nodeOf(pod: Pod): string {
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  return pod.spec.nodeName;
}
