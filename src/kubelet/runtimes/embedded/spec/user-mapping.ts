import { USERS_OF_A_POD } from "../user-ranges.ts";

/** In OCI's words. */
export interface IdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

/** A container's users: all of a pod's from `firstHostId` on. */
export function idMappings(firstHostId: number): readonly IdMapping[] {
  return [{ containerID: 0, hostID: firstHostId, size: USERS_OF_A_POD }];
}

/** Who a container's user is on the host; undefined when the container has no users of its own. */
export function hostIdOf(id: number, mappings: readonly IdMapping[] | undefined): number | undefined {
  const mapping = mappings?.find(({ containerID, size }) => id >= containerID && id < containerID + size);
  return mapping === undefined ? undefined : mapping.hostID + id - mapping.containerID;
}

/** crun's mount option by which root's files on the host are those of the pod's root, and so on. */
export function idMapOption(firstHostId: number): string {
  const mapping = `0-${firstHostId}-${USERS_OF_A_POD}`;
  return `idmap=uids=${mapping};gids=${mapping}`;
}
