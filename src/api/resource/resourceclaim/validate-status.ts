import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, immutableField, invalidValue, required, tooLong, tooMany } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import { interfaceAddressProblems } from "../../shared/ip-addresses.ts";
import { validateConditions } from "../../shared/validate-conditions.ts";
import type { AllocatedDeviceStatus, NetworkDeviceData, ResourceClaim, ResourceClaimConsumerReference } from "../../types/resource/v1.gen.ts";
import { allocationInGo } from "../claim-spec/in-go.ts";
import { validateJsonObject } from "../shared/configuration.ts";
import { validateSet } from "../shared/lists.ts";
import { validateDriverName, validateLabelLike, validatePoolName, validateUid } from "../shared/names.ts";
import { deviceId, deviceKey } from "./device-id.ts";
import { allocatedDevices } from "./drop-deallocated.ts";
import { validateAllocation } from "./validate-allocation.ts";

const maxConsumers = 256;
const maxConditions = 8;
const maxDataBytes = 10 * 1024;
const maxInterfaceNameBytes = 256;
const maxHardwareAddressBytes = 128;
const maxIps = 16;

/** Source: kubernetes resource validation validateResourceClaimStatusUpdate. */
export function validateStatusUpdate(claim: ResourceClaim, old: ResourceClaim): FieldError[] {
  const { allocation, reservedFor = [], devices = [] } = claim.status ?? {};
  const allocated = allocatedDevices(claim);
  const errors = [
    ...validateSet(reservedFor, "status.reservedFor", maxConsumers, validateConsumer, ({ uid }) => uid),
    ...validateSet(devices, "status.devices", Number.POSITIVE_INFINITY, (device, path) => validateDeviceStatus(device, path, allocated), deviceId),
    ...validateReservations(claim, old),
  ];
  if (allocation === undefined) return errors;
  const before = old.status?.allocation;
  if (before === undefined) return [...errors, ...validateAllocation(allocation, "status.allocation", claim.spec)];
  if (!semanticEqual(allocation, before)) errors.push(immutableField("status.allocation", allocationInGo(allocation)));
  return errors;
}

/** Nobody has what is not allocated, and nobody new gets what is being deleted. */
function validateReservations({ metadata, status }: ResourceClaim, old: ResourceClaim): FieldError[] {
  const { allocation, reservedFor = [] } = status ?? {};
  if (reservedFor.length === 0) return [];
  if (allocation === undefined) return [forbiddenField("status.reservedFor", "may not be specified when `allocated` is not set")];
  if (metadata.deletionTimestamp === undefined) return [];
  const before = old.status?.reservedFor ?? [];
  const isNew = reservedFor.some((consumer) => !before.some((other) => semanticEqual(consumer, other)));
  return isNew ? [forbiddenField("status.reservedFor", "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set")] : [];
}

function validateConsumer(consumer: ResourceClaimConsumerReference, path: string): FieldError[] {
  return (["resource", "name", "uid"] as const).filter((field) => !consumer[field]).map((field) => required(`${path}.${field}`));
}

/** Source: kubernetes resource validation validateDeviceStatus. */
function validateDeviceStatus(device: AllocatedDeviceStatus, path: string, allocated: ReadonlySet<string>): FieldError[] {
  const { shareID, conditions = [], data } = device;
  const errors = [...validateDriverName(device.driver, `${path}.driver`), ...validatePoolName(device.pool, `${path}.pool`), ...validateLabelLike(device.device, `${path}.device`)];
  if (shareID !== undefined) addAll(errors, validateUid(shareID, `${path}.shareID`));
  if (!allocated.has(deviceKey(device))) errors.push(invalidValue(path, deviceId(device), "must be an allocated device in the claim"));
  if (conditions.length > maxConditions) errors.push(tooMany(`${path}.conditions`, conditions.length, maxConditions));
  addAll(errors, validateConditions(conditions, `${path}.conditions`));
  if (data !== undefined) addAll(errors, validateJsonObject(data, `${path}.data`, maxDataBytes));
  return [...errors, ...validateNetworkData(device.networkData, `${path}.networkData`)];
}

function validateNetworkData({ interfaceName = "", hardwareAddress = "", ips = [] }: NetworkDeviceData = {}, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (utf8Length(interfaceName) > maxInterfaceNameBytes) errors.push(tooLong(`${path}.interfaceName`, maxInterfaceNameBytes));
  if (utf8Length(hardwareAddress) > maxHardwareAddressBytes) errors.push(tooLong(`${path}.hardwareAddress`, maxHardwareAddressBytes));
  const validateIp = (ip: string, at: string) => interfaceAddressProblems(ip).map((problem) => invalidValue(at, ip, problem));
  return [...errors, ...validateSet(ips, `${path}.ips`, maxIps, validateIp, (ip) => ip)];
}
