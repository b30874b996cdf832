import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerRole } from "./observation.ts";

/** Whether a container that ended with `exitCode` is to run again. Source: kubernetes ContainerRestartRules and ShouldContainerBeRestarted. */
export function restartsAfter(pod: Pod, container: Container, role: ContainerRole, exitCode: number): boolean {
  if (role === "ephemeral") return false;
  if (role === "sidecar") return true;
  for (const rule of container.restartPolicyRules ?? []) {
    if ((rule.action === "Restart" || rule.action === "RestartAllContainers") && matchesExit(rule.exitCodes, exitCode)) return true;
  }
  const policy = container.restartPolicy ?? pod.spec?.restartPolicy ?? "Always";
  // An init container that succeeded is done, whatever the policy says.
  if (role === "init") return exitCode !== 0 && policy !== "Never";
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

/** Whether a rule's exit codes name this one. */
export function matchesExit(exitCodes: { operator?: string; values?: readonly number[] } | undefined, exitCode: number): boolean {
  if (exitCodes === undefined) return false;
  const listed = (exitCodes.values ?? []).includes(exitCode);
  return exitCodes.operator === "NotIn" ? !listed : listed;
}
