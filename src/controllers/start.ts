import type { Clock, Millis } from "../base/clock.ts";
import { MetricsRegistry } from "../base/metrics/metrics.ts";
import type { Random } from "../base/random.ts";
import { EventRecorder } from "../client/events/recorder.ts";
import type { InformerFactory } from "../client/informer/factory.ts";
import type { Transport } from "../client/transport.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import type { ControllerDefinition, SignCertificate } from "./contract.ts";

export interface ControllersOptions {
  readonly definitions: readonly ControllerDefinition[];
  /** The way to the API server under a controller's own identity. */
  readonly transportFor: (user: UserInfo) => Transport;
  /** Shared by all; started by the caller, under an identity that may list and watch everything. */
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: one that nobody reads. */
  readonly metrics?: MetricsRegistry;
  /** The certificate of the CA that signs the API server's, in PEM. */
  readonly rootCaCertificate?: string;
  readonly signCertificate?: SignCertificate;
  readonly onError?: (what: string, error: unknown) => void;
}

/** Delay before a controller that failed is started again, doubling while it goes on failing. */
const firstRestartMs: Millis = 1_000;
const maxRestartMs: Millis = 60_000;
/** A controller that ran so long before it failed starts with the first delay again. */
const healthyAfterMs: Millis = 300_000;

/** The identity of a controller, to which its ClusterRole `system:controller:<name>` is bound. */
export function controllerUser(name: string): UserInfo {
  return {
    name: `system:serviceaccount:kube-system:${name}`,
    groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"],
  };
}

/** Runs every controller until `signal` aborts. One that fails is started again, and does not take the others with it. */
export async function runControllers(options: ControllersOptions, signal: AbortSignal): Promise<void> {
  const { definitions, metrics = new MetricsRegistry() } = options;
  await Promise.all(definitions.map((definition) => keepRunning(definition, { ...options, metrics }, signal)));
}

type RunOptions = ControllersOptions & { readonly metrics: MetricsRegistry };

async function keepRunning(definition: ControllerDefinition, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { clock, onError } = options;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = clock.monotonic();
    try {
      await runOnce(definition, options, signal);
      return; // it had nothing to do, or was told to stop
    } catch (error) {
      if (signal.aborted) return;
      onError?.(`controller ${definition.name}`, error);
    }
    failures = clock.monotonic() - startedAt >= healthyAfterMs ? 1 : failures + 1;
    await clock.sleep(Math.min(firstRestartMs * 2 ** (failures - 1), maxRestartMs), signal).catch(() => undefined);
  }
}

async function runOnce(definition: ControllerDefinition, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { transportFor, informers, clock, random, metrics, rootCaCertificate, signCertificate, onError } = options;
  const transport = transportFor(controllerUser(definition.actsAs ?? definition.name));
  const recorder = new EventRecorder({ transport, clock, random, component: definition.eventSource ?? definition.name, onError: (error) => onError?.(`events of ${definition.name}`, error) });
  try {
    await definition.run({ transport, informers, recorder, clock, random, metrics, rootCaCertificate, signCertificate, onError }, signal);
  } finally {
    recorder.stop();
  }
}
