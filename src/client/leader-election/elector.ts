import type { Lease, LeaseSpec } from "../../api/types/coordination/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ObjectKey } from "../../machinery/meta/object.ts";
import { formatMicroTime } from "../../machinery/time/time.ts";
import { Client } from "../client.ts";
import { leases } from "../resources.ts";
import type { Transport } from "../transport.ts";
import { decideElection, electionDefaults } from "./decide.ts";

export interface ElectionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** The Lease that is fought for. */
  readonly lease: ObjectKey;
  /** Who we are, unlike all others. */
  readonly identity: string;
  /** Does the leader's work until its signal aborts, which happens when the lease is lost or `run`'s signal aborts. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
  readonly onError?: (error: unknown) => void;
}

/** Lets one of several processes work at a time. Loops: stands by, leads while it can renew its lease, stands by again. Source: client-go tools/leaderelection. */
export class LeaderElector {
  readonly #options: ElectionOptions;
  readonly #client: Client;
  #seen: { readonly resourceVersion: string; readonly at: Millis } = { resourceVersion: "", at: 0 };

  constructor(options: ElectionOptions) {
    this.#options = options;
    this.#client = new Client(options.transport);
  }

  /** Resolves when `signal` aborts and the leader's work, if it was ours, has ended and the lease is given up. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await this.#tryLease(signal)) await this.#lead(signal);
      else await this.#pause(electionDefaults.retryPeriodMs * (1 + 0.2 * this.#options.random.float()), signal);
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { clock, lead } = this.#options;
    const stop = new AbortController();
    const ended = lead(stop.signal).finally(() => stop.abort());
    let renewedAt = clock.monotonic();
    while (!signal.aborted && !stop.signal.aborted && clock.monotonic() - renewedAt < electionDefaults.renewDeadlineMs) {
      await this.#pause(electionDefaults.retryPeriodMs, signal);
      if (await this.#tryLease(signal)) renewedAt = clock.monotonic();
    }
    stop.abort();
    await ended.catch((error: unknown) => this.#options.onError?.(error));
    await this.#giveUp();
  }

  /** True when the lease is ours now. */
  async #tryLease(signal: AbortSignal): Promise<boolean> {
    try {
      const lease = await this.#read();
      const now = this.#options.clock.monotonic();
      const resourceVersion = lease?.metadata.resourceVersion ?? "";
      if (resourceVersion !== this.#seen.resourceVersion) this.#seen = { resourceVersion, at: now };
      const step = decideElection({ identity: this.#options.identity, spec: lease?.spec, observedAt: this.#seen.at, now });
      if (step.type === "Wait") return false;
      await this.#write(lease, step.type === "Renew");
      return true;
    } catch (error) {
      // Someone else was faster; that is what the lease is for.
      if (!isStatus(error, "Conflict", "AlreadyExists") && !signal.aborted) this.#options.onError?.(error);
      return false;
    }
  }

  async #read(): Promise<Lease | undefined> {
    try {
      return await this.#client.get(leases, this.#options.lease);
    } catch (error) {
      if (isStatus(error, "NotFound")) return undefined;
      throw error;
    }
  }

  async #write(lease: Lease | undefined, isRenewal: boolean): Promise<void> {
    const { clock, identity, lease: key } = this.#options;
    const now = formatMicroTime(clock.now());
    const spec: LeaseSpec = {
      holderIdentity: identity,
      leaseDurationSeconds: electionDefaults.leaseDurationMs / 1_000,
      acquireTime: isRenewal ? lease?.spec?.acquireTime : now,
      renewTime: now,
      leaseTransitions: lease === undefined ? 0 : (lease.spec?.leaseTransitions ?? 0) + (isRenewal ? 0 : 1),
    };
    const written =
      lease === undefined
        ? await this.#client.create(leases, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: key.name, namespace: key.namespace }, spec })
        : await this.#client.update(leases, { ...lease, spec });
    this.#seen = { resourceVersion: written.metadata.resourceVersion ?? "", at: clock.monotonic() };
  }

  /** A lease without a holder can be taken at once. Where that fails it runs out by itself. */
  async #giveUp(): Promise<void> {
    const lease = await this.#read().catch(() => undefined);
    if (lease?.spec?.holderIdentity !== this.#options.identity) return;
    await this.#client.update(leases, { ...lease, spec: { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 } }).catch(() => undefined);
  }

  #pause(ms: Millis, signal: AbortSignal): Promise<void> {
    return this.#options.clock.sleep(ms, signal).catch(() => undefined);
  }
}
