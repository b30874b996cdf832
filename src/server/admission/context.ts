import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Authorizer } from "../authz/authorizer.ts";
import type { AdmissionPlugin } from "../contract.ts";
import type { ObjectReader } from "../object-reader.ts";
import type { Transport } from "../../client/transport.ts";

/** What an admission plugin is handed. */
export interface AdmissionContext {
  readonly objects: ObjectReader;
  /** Writes with the server's own identity. */
  readonly loopback: Transport;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
}

/** What `admission/<plugin>/plugin.ts` exports as `plugin`. */
export type AdmissionPluginFactory = (context: AdmissionContext) => AdmissionPlugin;
