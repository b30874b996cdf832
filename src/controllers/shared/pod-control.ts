import type { Pod, PodTemplateSpec } from "../../api/types/core/v1.gen.ts";
import { Client, keyOf } from "../../client/client.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";
import { pods } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject, OwnerReference } from "../../machinery/meta/object.ts";

/** A pod as its owner's template describes it; the server completes the name. Source: kubernetes pkg/controller GetPodFromTemplate. */
export function podFromTemplate(owner: KubeObject, template: PodTemplateSpec, controllerRef: OwnerReference): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${owner.metadata?.name}-`,
      namespace: owner.metadata?.namespace,
      ...(labels && { labels: { ...labels } }),
      ...(annotations && { annotations: { ...annotations } }),
      ...(finalizers && { finalizers: [...finalizers] }),
      ownerReferences: [controllerRef],
    },
    ...(template.spec && { spec: structuredClone(template.spec) }),
  };
}

/** Makes and deletes pods on behalf of an owner, and tells about it in events on the owner. */
export class PodControl {
  readonly #client: Client;
  readonly #recorder: EventRecorder;

  constructor(transport: Transport, recorder: EventRecorder) {
    this.#client = new Client(transport);
    this.#recorder = recorder;
  }

  /** Throws what the server says; in a namespace that is being deleted without an event, as nobody can help it. */
  async create(owner: KubeObject, pod: Pod): Promise<Pod> {
    try {
      const created = await this.#client.create(pods, pod);
      this.#recorder.event(owner, "Normal", "SuccessfulCreate", `Created pod: ${created.metadata.name}`);
      return created;
    } catch (error) {
      if (!isNamespaceTerminating(error)) this.#recorder.event(owner, "Warning", "FailedCreate", `Error creating: ${messageOf(error)}`);
      throw error;
    }
  }

  /** The pod as it stays for its grace period or finalizers, or undefined when it is gone, by whoever's hand. */
  async delete(owner: KubeObject, pod: Pod): Promise<KubeObject | undefined> {
    try {
      const answer = await this.#client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } });
      this.#recorder.event(owner, "Normal", "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
      return answer.kind === "Pod" ? answer : undefined;
    } catch (error) {
      // A Conflict means another pod has the name: this one is gone.
      if (isStatus(error, "NotFound", "Conflict")) return undefined;
      this.#recorder.event(owner, "Warning", "FailedDelete", `Error deleting: ${messageOf(error)}`);
      throw error;
    }
  }
}

/** The namespace takes no new objects because it is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  return isStatus(error, "Forbidden") && error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating") === true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
