import type { LinuxContainerResources } from "../cri/contract.ts";
import type { ContainerRole, PodEnding } from "./observation.ts";

/** What a pod worker has to do next, as plain data. Actions of one decision may run side by side; starts keep their order. */
export type PodAction =
  | { readonly type: "CreateSandbox"; readonly attempt: number }
  | { readonly type: "StopSandbox"; readonly sandboxId: string }
  | {
      readonly type: "StartContainer";
      readonly name: string;
      readonly role: ContainerRole;
      readonly sandboxId: string;
      readonly attempt: number;
      /** Set when an earlier run ended: when that was. */
      readonly previousFinishedAt?: number;
      /** Set when the earlier runs were of another image or size: their back-off is none of this one's. */
      readonly redefined?: true;
      /** The restart of all containers that this start belongs to. */
      readonly restartOfAll?: number;
    }
  | {
      readonly type: "KillContainer";
      readonly containerId: string;
      readonly name: string;
      readonly graceSeconds: number;
      /** Text of the Killing event. */
      readonly message: string;
      /** Containers that get their stop signal before this one, by name; its preStop hook does not wait for them. Absent: none. */
      readonly after?: readonly string[];
      /** Set where the container runs again afterwards, whatever its policy says. */
      readonly redefined?: true;
      /** Set where the preStop hook is not to run. */
      readonly withoutHook?: true;
    }
  | { readonly type: "RemoveContainer"; readonly containerId: string }
  | {
      readonly type: "Resize";
      readonly sandboxId: string;
      /** Limits of the whole pod, now and then. */
      readonly before: LinuxContainerResources;
      readonly resources: LinuxContainerResources;
      readonly containers: readonly { readonly containerId: string; readonly name: string; readonly resources: LinuxContainerResources }[];
      /** Ids of all that run in the pod, resized or not. */
      readonly running: readonly string[];
    };

/** What one look at a pod led to. */
export interface PodDecision {
  readonly actions: readonly PodAction[];
  /** Containers that wait out a back-off, with what to show meanwhile. */
  readonly waiting: ReadonlyMap<string, { readonly reason: string; readonly message: string }>;
  /** Set once the pod has to stop, whoever decided that. */
  readonly ending?: PodEnding;
  /** No container will run again by itself: the pod is over or being ended. */
  readonly terminal: boolean;
  /** Nothing of the pod is left in the runtime but dead containers and stopped sandboxes. */
  readonly stopped: boolean;
  /** Containers run with other limits than they have been allocated. */
  readonly resizing: boolean;
  /** Look again after this long even if nothing happens. */
  readonly requeueAfterMs?: number;
}

/** Two actions with the same key are the same work. */
export function actionKey(action: PodAction): string {
  switch (action.type) {
    case "CreateSandbox":
      return "sandbox";
    case "StopSandbox":
      return `stop:${action.sandboxId}`;
    case "StartContainer":
      return `start:${action.name}`;
    case "KillContainer":
      return `kill:${action.containerId}`;
    case "RemoveContainer":
      return `remove:${action.containerId}`;
    case "Resize":
      return "resize";
  }
}
