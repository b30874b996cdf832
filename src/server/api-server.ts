import type { Clock } from "../base/clock.ts";
import type { MetricsRegistry } from "../base/metrics/metrics.ts";
import type { Random } from "../base/random.ts";
import type { Transport } from "../client/transport.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import type { Flags } from "../machinery/zpages/flagz.ts";
import type { NodeConnector } from "../machinery/streaming/kubelet-api.ts";
import type { Authenticator } from "./authn/contract.ts";
import type { TokenKeys } from "./authn/service-account/token-keys.ts";
import type { Authorizer } from "./authz/authorizer.ts";
import type { FlowControl } from "./flowcontrol/flow-control.ts";
import type { RequestMetrics } from "./metrics/request-metrics.ts";
import type { ObjectReader } from "./object-reader.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Admission } from "./registry/contract.ts";
import type { ResourceCatalog } from "./resource-catalog.ts";

/** A running API server. */
export interface ApiServer {
  readonly clock: Clock;
  readonly random: Random;
  readonly catalog: ResourceCatalog;
  readonly pipeline: Pipeline;
  readonly authorizer: Authorizer;
  readonly authenticators: readonly Authenticator[];
  readonly objects: ObjectReader;
  readonly tokenKeys: TokenKeys;
  readonly issuer: string;
  readonly version: string;
  /** What `/flagz` shows; undefined: there is no such page. */
  readonly flags: Flags | undefined;
  readonly nodes: NodeConnector | undefined;
  readonly metrics: RequestMetrics;
  /** What the components beside it in this process tell; `/metrics` has them too. */
  readonly componentMetrics: MetricsRegistry;
  readonly flowControl: FlowControl;
  /** `host:port` under which clients find this server. */
  readonly advertisedAddress: string;
  readonly health: {
    /** What is wrong with the store; undefined when it answers. */
    store(): Promise<string | undefined>;
    stopping(): boolean;
  };
  readonly admission: Admission;
  /** Requests as `user`, through the same pipeline as those from outside. */
  inProcess(user: UserInfo): Transport;
  /** Serves HTTPS. */
  listen(options: ListenOptions): Promise<Listening>;
  /** Ends watches and connections; the store stays open. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Default: all addresses. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The serving certificate with its chain, and its key, in PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Who may sign client certificates, in PEM. */
  readonly clientCa: string;
}

export interface Listening {
  readonly port: number;
  /** Ends watches cleanly, lets other requests finish for a moment, then closes every connection. */
  close(): Promise<void>;
}
