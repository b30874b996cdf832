import type { Clock, Millis } from "../../../base/clock.ts";
import type { CriMethods } from "./cri-messages.ts";
import facts from "./facts/cri.json" with { type: "json" };
import { GrpcChannel } from "./grpc/grpc-channel.ts";
import { type ProtobufFacts, ProtobufSchema } from "./grpc/protobuf-schema.ts";

/** Source: kubernetes pkg/kubelet runtimeRequestTimeout. */
const defaultTimeoutMs: Millis = 120_000;

export interface CriCallOptions {
  /** Default: 2 minutes. 0: no limit. */
  readonly timeoutMs?: Millis;
  readonly signal?: AbortSignal;
}

const schema = new ProtobufSchema(facts as unknown as ProtobufFacts);
const methods = new Map(
  Object.entries(facts.services).flatMap(([service, calls]) =>
    calls.map(([name = "", request = "", answer = ""]) => [name, { path: `/${facts.package}.${service}/${name}`, request, answer: answer.replace("stream ", "") }] as const)),
);

/** The calls of CRI v1 on a socket. Throws GrpcError. */
export class CriClient {
  readonly channel: GrpcChannel;

  constructor(socketPath: string, clock: Clock) {
    this.channel = new GrpcChannel(socketPath, clock);
  }

  async call<M extends keyof CriMethods>(name: M, message: CriMethods[M][0], { timeoutMs = defaultTimeoutMs, signal }: CriCallOptions = {}): Promise<CriMethods[M][1]> {
    const { path, request, answer } = methodOf(name);
    const bytes = await this.channel.unary(path, schema.encode(request, { ...message }), { signal, ...(timeoutMs > 0 ? { timeoutMs } : {}) });
    return schema.decode(answer, bytes) as CriMethods[M][1];
  }

  /** A call whose answers come one after the other. */
  async *stream(name: string, message: Readonly<Record<string, unknown>>, signal: AbortSignal): AsyncGenerator<Record<string, unknown>> {
    const { path, request, answer } = methodOf(name);
    for await (const bytes of this.channel.stream(path, schema.encode(request, message), { signal })) yield schema.decode(answer, bytes);
  }

  close(): void {
    this.channel.close();
  }
}

function methodOf(name: string): { readonly path: string; readonly request: string; readonly answer: string } {
  const method = methods.get(name);
  if (method === undefined) throw new Error(`CRI has no method ${name}`);
  return method;
}
