import type { CriClient } from "../cri-client.ts";
import facts from "../facts/events.json" with { type: "json" };
import { GrpcError } from "../grpc/grpc-error.ts";
import { type ProtobufFacts, ProtobufSchema } from "../grpc/protobuf-schema.ts";

/** Something that happened to a container or sandbox without our doing, or not by it alone. */
export interface OutsideEvent {
  readonly type: "ended" | "deleted";
  readonly id: string;
}

const schema = new ProtobufSchema(facts as unknown as ProtobufFacts);
const containerdNamespace = "k8s.io";
const filters = ["/tasks/exit", "/containers/delete"].map((topic) => `namespace==${containerdNamespace},topic=="${topic}"`);

/**
 * What ends and what is deleted, from now on: by CRI's GetContainerEvents, or by containerd's own events on the same
 * socket where the runtime does not have it yet (containerd before 1.7). Throws GrpcError when the connection breaks.
 */
export async function* outsideEvents(client: CriClient, signal: AbortSignal): AsyncGenerator<OutsideEvent> {
  try {
    yield* criEvents(client, signal);
  } catch (error) {
    if (!(error instanceof GrpcError) || error.code !== "Unimplemented") throw error;
    yield* containerdEvents(client, signal);
  }
}

async function* criEvents(client: CriClient, signal: AbortSignal): AsyncGenerator<OutsideEvent> {
  for await (const { containerId, containerEventType } of client.stream("GetContainerEvents", {}, signal)) {
    if (containerEventType === "CONTAINER_STOPPED_EVENT") yield { type: "ended", id: containerId as string };
    else if (containerEventType === "CONTAINER_DELETED_EVENT") yield { type: "deleted", id: containerId as string };
  }
}

async function* containerdEvents(client: CriClient, signal: AbortSignal): AsyncGenerator<OutsideEvent> {
  const request = schema.encode("SubscribeRequest", { filters });
  for await (const bytes of client.channel.stream(`/${facts.package}.Events/Subscribe`, request, { signal, metadata: { "containerd-namespace": containerdNamespace } })) {
    const { topic, event } = schema.decode("Envelope", bytes) as { topic: string; event?: { value: Uint8Array } };
    if (event === undefined) continue;
    if (topic === "/containers/delete") {
      const { id } = schema.decode("ContainerDelete", event.value) as { id: string };
      yield { type: "deleted", id };
      continue;
    }
    const { containerId, id } = schema.decode("TaskExit", event.value) as { containerId: string; id: string };
    if (id === containerId) yield { type: "ended", id }; // otherwise a command that was run in it
  }
}
