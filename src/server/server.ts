import { kubernetesVersion } from "../api/version.ts";
import { ResourceIndex, servedResources } from "../api/resources.ts";
import type { Clock } from "../base/clock.ts";
import { MetricsRegistry } from "../base/metrics/metrics.ts";
import type { Random } from "../base/random.ts";
import { InformerFactory } from "../client/informer/factory.ts";
import type { Flags } from "../machinery/zpages/flagz.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import type { NodeConnector } from "../machinery/streaming/kubelet-api.ts";
import type { Store } from "../store/contract.ts";
import { admissionChain } from "./admission/chain.ts";
import { admissionPlugins } from "./admission/index.gen.ts";
import { clientCertificateAuthenticator } from "./authn/client-certificate.ts";
import { serviceAccountAuthenticator } from "./authn/service-account/authenticator.ts";
import { createTokenKeys, newSigningKey, type TokenKeys } from "./authn/service-account/token-keys.ts";
import { unionAuthorizer } from "./authz/authorizer.ts";
import { mastersAuthorizer } from "./authz/masters.ts";
import { nodeAuthorizer } from "./authz/node/authorizer.ts";
import { rbacAuthorizer } from "./authz/rbac/authorizer.ts";
import { followGrants } from "./authz/rbac/follow.ts";
import { authorizationStage } from "./authz/stage.ts";
import { type BootstrapOptions, bootstrap } from "./bootstrap/bootstrap.ts";
import { FlowControl } from "./flowcontrol/flow-control.ts";
import { keepFlowControl } from "./flowcontrol/keep.ts";
import { flowControlStage } from "./flowcontrol/stage.ts";
import type { ApiServer, Listening } from "./api-server.ts";
import { createInProcessTransport } from "./in-process.ts";
import { informerReader } from "./object-reader.ts";
import { RequestMetrics } from "./metrics/request-metrics.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";
import { serviceAllocator } from "./registry/allocation/services/allocator.ts";
import { createRegistry } from "./registry/registry.ts";
import type { ResourceCatalog } from "./resource-catalog.ts";
import { followedResources } from "./resources.ts";
import { virtualResources } from "./virtual-resources.ts";

export type { ApiServer } from "./api-server.ts";

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Who signs service account tokens. Default: a key pair that lives as long as this server. */
  readonly tokenKeys?: TokenKeys;
  /** The `iss` of tokens and their default audience. Default: `https://kubernetes.default.svc.cluster.local`. */
  readonly issuer?: string;
  /** The way to kubelets, for logs and streams. Default: none; such requests answer 503. */
  readonly nodes?: NodeConnector;
  /** `host:port` under which clients find this server. Default: 127.0.0.1:6443. */
  readonly advertisedAddress?: string;
  /** Metrics of components that run in the same process, which have no port of their own: shown at `/metrics` with the server's. Default: none. */
  readonly componentMetrics?: MetricsRegistry;
  /** What the process was told on its command line. Default: nothing is known of it. */
  readonly flags?: Flags;
  /** What every cluster starts with. */
  readonly bootstrap?: BootstrapOptions;
  /** Told of what went wrong in the background. */
  readonly onError?: (error: unknown) => void;
}

/** The server's own identity. Source: apiserver authentication/user.APIServerUser. */
export const serverUser: UserInfo = { name: "system:apiserver", groups: ["system:masters", "system:authenticated"] };

const defaultIssuer = "https://kubernetes.default.svc.cluster.local";

/**
 * Puts the server together over `store`: resolves when its informers have synced and what every cluster starts with is
 * there. It keeps nothing that is not a cache of the store.
 */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { store, clock, random, issuer = defaultIssuer } = options;
  const tokenKeys = options.tokenKeys ?? (await createTokenKeys(await newSigningKey()));
  const index = new ResourceIndex(servedResources);
  const catalog: ResourceCatalog = { find: (group, version, resource) => index.findResource(group, version, resource), list: () => servedResources };

  // Stages read objects through requests of the server's own, which run through the pipeline that holds those stages.
  let pipeline: Pipeline | undefined;
  const itself = { clock, catalog, pipeline: { run: (context: Parameters<Pipeline["run"]>[0]) => (pipeline as Pipeline).run(context) } };
  const loopback = createInProcessTransport(itself, serverUser);
  const informers = new InformerFactory({ transport: loopback, clock, random, onError: options.onError });
  const objects = informerReader(informers, followedResources, loopback);

  const authorizer = unionAuthorizer([mastersAuthorizer, nodeAuthorizer(objects), rbacAuthorizer(followGrants(informers))]);
  const apiAudiences = [issuer];
  const authenticators = [clientCertificateAuthenticator, serviceAccountAuthenticator({ keys: tokenKeys, issuer, apiAudiences, objects, clock })];
  const admission = admissionChain(admissionPlugins, { objects, loopback, authorizer, clock, random });
  const registry = createRegistry({
    store,
    clock,
    random,
    admission,
    allocators: [serviceAllocator],
    virtualResources: virtualResources({ admission, authenticators, authorizer, objects, keys: tokenKeys, issuer, apiAudiences, random }),
  });
  const metrics = new RequestMetrics();
  const flowControl = new FlowControl({ clock, storedObjects: (...resource) => registry.storedObjects(...resource) });
  const keeper = keepFlowControl({ flowControl, informers, loopback, clock, random, onError: options.onError });
  pipeline = createPipeline([metrics.stage, flowControlStage(flowControl), authorizationStage(authorizer)], (context) => registry.handle(context));

  const stopping = new AbortController();
  for (const resource of followedResources) informers.informer(resource);
  informers.start(stopping.signal);
  await informers.waitForSync(stopping.signal);
  await bootstrap(loopback, objects, options.bootstrap ?? {});
  const keeping = keeper.run(stopping.signal);

  const listeners = new Set<Listening>();
  const server: ApiServer = {
    clock,
    random,
    catalog,
    pipeline,
    authorizer,
    authenticators,
    objects,
    tokenKeys,
    issuer,
    admission,
    version: kubernetesVersion,
    flags: options.flags,
    nodes: options.nodes,
    metrics,
    componentMetrics: options.componentMetrics ?? new MetricsRegistry(),
    flowControl,
    advertisedAddress: options.advertisedAddress ?? "127.0.0.1:6443",
    health: {
      stopping: () => stopping.signal.aborted,
      store: () => store.revision().then(() => undefined, (error: unknown) => String(error)),
    },
    inProcess: (user) => createInProcessTransport(itself, user),
    async listen(listenOptions) {
      // HTTP needs Node; in a browser this module is never loaded.
      const { listen } = await import("./http/listener.ts");
      const listening = await listen(server, listenOptions);
      listeners.add(listening);
      return listening;
    },
    async close() {
      stopping.abort();
      await Promise.all([...listeners].map((listening) => listening.close()));
      await keeping;
      await registry.close();
      await informers.stopped();
    },
  };
  return server;
}
