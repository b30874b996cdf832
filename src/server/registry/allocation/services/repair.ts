import type { Service } from "../../../../api/types/core/v1.gen.ts";
import type { AllocatorParts } from "../contract.ts";
import type { Ledger } from "../ledger.ts";
import { decideRepair, type HeldRecord, type Records } from "./decide-repair.ts";
import { addresses, nodePorts } from "./ledgers.ts";

const servicesPrefix = "/registry/core/services/";
const ledgers: Readonly<Record<keyof Records, Ledger>> = { addresses, nodePorts };

/** Takes what Services hold without a record, and frees what nobody holds. Source: kubernetes ipallocator/controller RepairIPAddress. */
export async function repairServices(parts: AllocatorParts): Promise<void> {
  // Records first: a Service that is written meanwhile is then seen with them.
  const records = { addresses: await held(parts, addresses), nodePorts: await held(parts, nodePorts) };
  const cache = await parts.caches.current(servicesPrefix);
  const services = Array.from(cache.objects(""), ([, service]) => service as Service);
  for (const { what, name, holder, action } of decideRepair(services, records, parts.clock.now())) {
    if (action === "free") await ledgers[what].free(parts, name, holder);
    else await ledgers[what].take(parts, name, holder);
  }
}

async function held(parts: AllocatorParts, ledger: Ledger): Promise<HeldRecord[]> {
  const records = await ledger.records(parts);
  return records.flatMap((record) => {
    const holder = ledger.holderOf(record);
    return holder === undefined ? [] : [{ record, holder }];
  });
}
