import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { PodPorts } from "../pods/pod-ports.ts";
import { joinPath, parentPath } from "../ports/host-files.ts";
import type { ExtraCondition } from "../status/conditions.ts";
import { type Allocation, allocationOf, sameAllocation, withAllocation } from "./allocation.ts";

/**
 * What one pod has been allocated on this node, and how its resize stands.
 *
 *     as wanted ──spec changes──► pending ──room──► in progress ──applied──► as wanted
 *                                  (Deferred, Infeasible)
 *
 * Kept on disk from the first resize on, so that a restarted kubelet does not take a pending wish for granted.
 */
export class PodAllocation {
  readonly #ports: PodPorts;
  readonly #path: string;
  #allocation: Allocation;
  #pending: { readonly reason: "Deferred" | "Infeasible"; readonly message: string } | undefined;
  #inProgress = false;
  #error: string | undefined;
  /** One allocated spec for each spec, because sums over specs are remembered by them. */
  #made: { readonly from: Pod["spec"]; readonly allocation: Allocation; readonly spec: Pod["spec"] } | undefined;

  #compared: { readonly spec: Pod["spec"]; readonly allocation: Allocation; readonly isSame: boolean } | undefined;

  constructor(ports: PodPorts, pod: Pod) {
    this.#ports = ports;
    this.#path = joinPath(ports.rootFolder, "pods", pod.metadata.uid ?? "", "allocation.json");
    const kept = ports.files.readFile(this.#path);
    this.#allocation = kept === undefined ? allocationOf(pod) : (JSON.parse(new TextDecoder().decode(kept)) as Allocation);
  }

  /** A resize waits for room on the node. */
  get isDeferred(): boolean {
    return this.#pending?.reason === "Deferred";
  }

  /** The pod with what it has been allocated in place of what it wishes. */
  apply(pod: Pod): Pod {
    if (this.#isAsWanted(pod)) return pod;
    if (this.#made?.from !== pod.spec || this.#made.allocation !== this.#allocation) this.#made = { from: pod.spec, allocation: this.#allocation, spec: withAllocation(pod, this.#allocation).spec };
    return { ...pod, spec: this.#made.spec };
  }

  /** Asked at every look at any pod of the node, and nearly always of a spec that has not changed since. */
  #isAsWanted(pod: Pod): boolean {
    const { spec } = pod;
    if (this.#compared?.spec !== spec || this.#compared.allocation !== this.#allocation) {
      this.#compared = { spec, allocation: this.#allocation, isSame: sameAllocation(this.#allocation, allocationOf(pod)) };
    }
    return this.#compared.isSame;
  }

  /** Takes up what the spec wishes, if the node has room for it. */
  consider(pod: Pod): void {
    if (this.#isAsWanted(pod)) {
      this.#pending = undefined;
      return;
    }
    const wanted = allocationOf(pod);
    const verdict = this.#ports.admitResize(pod);
    if (verdict.type === "Admitted") {
      this.#allocation = wanted;
      this.#pending = undefined;
      this.#error = undefined;
      this.#inProgress = true;
      this.#ports.events.podNormal(pod, "ResizeStarted", `Pod resize started: ${this.#summary(pod)}`);
    } else if (this.#pending?.message !== verdict.message) {
      this.#pending = { reason: verdict.type, message: verdict.message };
      this.#ports.events.podWarning(pod, `Resize${verdict.type}`, `Pod resize ${verdict.type}: ${this.#summary(pod, verdict.message)}`);
    }
    this.#ports.files.makeFolder(parentPath(this.#path), 0o750);
    this.#ports.files.writeFile(this.#path, JSON.stringify(this.#allocation), 0o600);
  }

  /** `outstanding` tells whether the kernel still enforces something else than what is allocated. */
  settle(pod: Pod, outstanding: boolean): void {
    if (outstanding) this.#inProgress = true;
    else if (this.#inProgress) {
      this.#inProgress = false;
      this.#error = undefined;
      this.#ports.events.podNormal(pod, "ResizeCompleted", `Pod resize completed: ${this.#summary(this.apply(pod))}`);
    }
  }

  /** The last try to apply it failed. */
  failed(pod: Pod, message: string): void {
    if (this.#error !== message) this.#ports.events.podWarning(pod, "ResizeError", `Pod resize error: ${this.#summary(pod, message)}`);
    this.#error = message;
  }

  conditions(): ExtraCondition[] {
    const pending: ExtraCondition[] = this.#pending === undefined ? [] : [{ type: "PodResizePending", status: "True", reason: this.#pending.reason, message: this.#pending.message }];
    const inProgress: ExtraCondition[] = this.#inProgress ? [{ type: "PodResizeInProgress", status: "True", ...(this.#error === undefined ? {} : { reason: "Error", message: this.#error }) }] : [];
    return [...pending, ...inProgress];
  }

  #summary(pod: Pod, error?: string): string {
    const containers = Object.entries(allocationOf(pod).containers).map(([name, resources]) => ({ name, resources }));
    return JSON.stringify({ containers, generation: pod.metadata.generation, ...(error === undefined ? {} : { error }) });
  }
}
