import type { IpFamily } from "../../../../api/shared/ip-addresses.ts";
import { cidrFamily } from "../../../../api/shared/ip-addresses.ts";
import type { Service, ServiceSpec } from "../../../../api/types/core/v1.gen.ts";
import type { ServiceCIDR } from "../../../../api/types/networking/v1.gen.ts";
import { internalError, invalid } from "../../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../../machinery/errors/field-errors.ts";
import type { KubeObject } from "../../../../machinery/meta/object.ts";
import type { Allocator, AllocatorParts, ReserveOptions } from "../contract.ts";
import type { Holder } from "../ledger.ts";
import { type AddressRange, addressRange, candidates, canonicalAddress, isInRange } from "./address-range.ts";
import { Claims } from "./claims.ts";
import { settleFamilies } from "./families.ts";
import { type Holdings, hasAddresses, holdingsOf } from "./holdings.ts";
import { addresses, nodePorts } from "./ledgers.ts";
import { takeNodePorts } from "./take-node-ports.ts";
import { repairServices } from "./repair.ts";

const rangesPrefix = "/registry/networking.k8s.io/servicecidrs/";
const none: Holdings = { addresses: [], nodePorts: [] };

/** Addresses and node ports of Services. Source: kubernetes pkg/registry/core/service/storage. */
export const serviceAllocator: Allocator = { group: "", resource: "services", reserve, release, repair: repairServices };

async function reserve(parts: AllocatorParts, draft: KubeObject, { old, isDryRun }: ReserveOptions): Promise<Claims> {
  const service = draft as Service;
  const spec = (service.spec ??= {});
  const before = old === undefined ? none : holdingsOf(old as Service);
  const ranges = await rangesOf(parts);
  const problems = settleFamilies(spec, { old: (old as Service | undefined)?.spec, served: familiesOf(ranges) });
  if (problems.length > 0) throw invalid({ group: "", kind: "Service" }, service.metadata.name ?? "", problems);

  const claims = new Claims(parts, holderOf(service), isDryRun);
  try {
    await takeAddresses(service, before, { claims, ranges, chance: parts.random.float() });
    await takeNodePorts(service, before, { claims, chance: () => parts.random.float(), isNew: old === undefined });
  } catch (error) {
    await claims.revert();
    throw error;
  }
  const now = holdingsOf(service);
  claims.giveUp(addresses, before.addresses.filter((address) => !now.addresses.includes(address)));
  claims.giveUp(nodePorts, before.nodePorts.filter((port) => !now.nodePorts.includes(port)).map(String));
  return claims;
}

async function release(parts: AllocatorParts, gone: KubeObject): Promise<void> {
  const held = holdingsOf(gone as Service);
  const claims = new Claims(parts, holderOf(gone), false);
  claims.giveUp(addresses, held.addresses);
  claims.giveUp(nodePorts, held.nodePorts.map(String));
  await claims.commit();
}

function holderOf({ metadata }: KubeObject): Holder {
  return { namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" };
}

/** The ranges that give out addresses, in the order of their ServiceCIDRs' names. */
async function rangesOf({ caches }: AllocatorParts): Promise<readonly AddressRange[]> {
  const cache = await caches.current(rangesPrefix);
  const ready = Array.from(cache.objects(""), ([, range]) => range as ServiceCIDR).filter(isReady);
  return ready.flatMap(({ spec }) => (spec?.cidrs ?? []).filter((cidr) => cidrFamily(cidr) !== undefined).map(addressRange));
}

/** One that says nothing of itself is ready: nobody may be there to say it. */
function isReady({ metadata, status }: ServiceCIDR): boolean {
  return metadata.deletionTimestamp === undefined && status?.conditions?.find(({ type }) => type === "Ready")?.status !== "False";
}

function familiesOf(ranges: readonly AddressRange[]): IpFamily[] {
  return [...new Set(ranges.map(({ family }) => family))];
}

interface AddressSearch {
  readonly claims: Claims;
  readonly ranges: readonly AddressRange[];
  readonly chance: number;
}

/** An address of each of the Service's families: those that it has or names, any free one otherwise. */
async function takeAddresses(service: Service, before: Holdings, search: AddressSearch): Promise<void> {
  const { spec = {} } = service;
  if (!hasAddresses(spec)) return;
  const taken: string[] = [];
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    const wanted = spec.clusterIPs?.[index] ?? (index === 0 ? spec.clusterIP : "");
    if (wanted && before.addresses.includes(canonicalAddress(wanted))) taken.push(wanted);
    else taken.push(wanted ? await takeWanted(service, wanted, search) : await takeAny(family as IpFamily, search));
  }
  spec.clusterIPs = taken;
  spec.clusterIP = taken[0];
}

async function takeWanted({ metadata, spec }: Service, wanted: string, { claims, ranges }: AddressSearch): Promise<string> {
  const why = !ranges.some((range) => isInRange(range, wanted)) ? "the provided network does not match the current range" : (await claims.take(addresses, canonicalAddress(wanted))) ? undefined : "provided IP is already allocated";
  if (why === undefined) return wanted;
  throw invalid({ group: "", kind: "Service" }, metadata.name ?? "", [invalidValue("spec.clusterIPs", namedAddresses(spec ?? {}), `failed to allocate IP ${wanted}: ${why}`)]);
}

function namedAddresses({ clusterIPs, clusterIP = "" }: ServiceSpec): readonly string[] {
  return clusterIPs?.length ? clusterIPs : [clusterIP];
}

async function takeAny(family: IpFamily, { claims, ranges, chance }: AddressSearch): Promise<string> {
  for (const range of ranges) {
    if (range.family !== family) continue;
    for (const address of candidates(range, chance)) if (await claims.take(addresses, address)) return address;
  }
  throw internalError(new Error("failed to allocate a serviceIP: range is full"));
}
