import type { Service } from "../../../../api/types/core/v1.gen.ts";
import type { KubeObject } from "../../../../machinery/meta/object.ts";
import type { Holder } from "../ledger.ts";
import { holdingsOf } from "./holdings.ts";

/** A record that no Service needs is kept this long: its Service may be on the way. */
export const leakAgeMs = 60_000;

export interface HeldRecord {
  readonly record: KubeObject;
  readonly holder: Holder;
}

export interface Records {
  readonly addresses: readonly HeldRecord[];
  readonly nodePorts: readonly HeldRecord[];
}

export interface Repair {
  readonly what: keyof Records;
  readonly name: string;
  readonly holder: Holder;
  readonly action: "free" | "take";
}

/** What must be taken so that every Service has a record of what it holds, and freed because nobody holds it. */
export function decideRepair(services: readonly Service[], records: Records, now: number): Repair[] {
  const held = services.flatMap((service) => {
    const holder = { namespace: service.metadata.namespace ?? "", name: service.metadata.name ?? "" };
    const { addresses, nodePorts } = holdingsOf(service);
    return [...addresses.map((name) => ({ what: "addresses" as const, name, holder })), ...nodePorts.map((port) => ({ what: "nodePorts" as const, name: String(port), holder }))];
  });
  const isHeld = new Set(held.map(({ what, name, holder }) => `${what} ${name} ${holder.namespace}/${holder.name}`));
  const repairs: Repair[] = [];
  for (const what of ["addresses", "nodePorts"] as const) {
    const known = new Set(records[what].map(({ record }) => record.metadata?.name));
    for (const { record, holder } of records[what]) {
      const name = record.metadata?.name ?? "";
      const ageMs = now - Date.parse(record.metadata?.creationTimestamp ?? "");
      if (!isHeld.has(`${what} ${name} ${holder.namespace}/${holder.name}`) && ageMs >= leakAgeMs) repairs.push({ what, name, holder, action: "free" });
    }
    for (const one of held) if (one.what === what && !known.has(one.name)) repairs.push({ ...one, action: "take" });
  }
  return repairs;
}
