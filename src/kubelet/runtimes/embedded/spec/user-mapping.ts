import { USERS_OF_A_POD } from "../user-ranges.ts";

/** A container's users as OCI has them: all of a pod's from `firstHostId` on. */
export function idMappings(firstHostId: number): object[] {
  return [{ containerID: 0, hostID: firstHostId, size: USERS_OF_A_POD }];
}

/** crun's mount option by which root's files on the host are those of the pod's root, and so on. */
export function idMapOption(firstHostId: number): string {
  const mapping = `0-${firstHostId}-${USERS_OF_A_POD}`;
  return `idmap=uids=${mapping};gids=${mapping}`;
}
