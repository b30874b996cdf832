import type { ParsedRequest } from "../api/certificates/certificatesigningrequest/parse-request.ts";
import type { Clock, Millis } from "../base/clock.ts";
import type { MetricsRegistry } from "../base/metrics/metrics.ts";
import type { Random } from "../base/random.ts";
import type { EventRecorder } from "../client/events/recorder.ts";
import type { InformerFactory } from "../client/informer/factory.ts";
import type { Transport } from "../client/transport.ts";

/**
 * Signs a request for a certificate with the cluster's CA: the certificate in PEM, of these usages and in this time
 * (milliseconds since the epoch). Throws for a request that is not signed with its own key. Absent where there is no TLS.
 */
export type SignCertificate = (request: ParsedRequest, options: { readonly usages: readonly string[]; readonly notBefore: Millis; readonly notAfter: Millis }) => string;

/** What every controller is handed. Its transport carries its own identity (`system:serviceaccount:kube-system:<name>`). */
export interface ControllerContext {
  readonly transport: Transport;
  readonly informers: InformerFactory;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  readonly random: Random;
  /** Where it registers the metrics that its folder declares: `metrics.set(JobMetrics)`. */
  readonly metrics: MetricsRegistry;
  /** The certificate of the CA that signs the API server's, in PEM; absent where there is no TLS. */
  readonly rootCaCertificate?: string;
  readonly signCertificate?: SignCertificate;
  /** Told of work that failed and will be tried again; `what` names it (`job default/pi`). */
  readonly onError?: (what: string, error: unknown) => void;
}

/** A rule of the controller's ClusterRole `system:controller:<name>`. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** One folder `src/controllers/<name>/`, whose `controller.ts` exports `controller`. A generated index finds it. */
export interface ControllerDefinition {
  /** The name of its service account and of its role, less `system:controller:`: `job-controller`, `generic-garbage-collector`, … */
  readonly name: string;
  readonly permissions: readonly PolicyRule[];
  /** The controller whose account it acts with; then it has no permissions of its own. Default: itself. */
  readonly actsAs?: string;
  /** The component that its events name. Default: `name`. */
  readonly eventSource?: string;
  /** Runs until `signal` aborts; rejects only when it cannot go on. */
  run(context: ControllerContext, signal: AbortSignal): Promise<void>;
}
