import { USERS_OF_A_POD } from "../user-ranges.ts";

const PING_GROUPS = "net.ipv4.ping_group_range";

/** The one sysctl whose numbers are groups; pods write them as they see them, the host as it does. */
const asHost = (value: string, firstHostId: number): string => value.trim().split(/\s+/).map((group) => Number(group) + firstHostId).join(" ");

/** What is set in a pod's namespaces: as containerd does, any user may listen below 1024 and send pings, for both are the pod's own; then what the pod says. */
export function podSysctls(wanted: Readonly<Record<string, string>>, { ownNetwork, firstHostId }: { readonly ownNetwork: boolean; readonly firstHostId?: number }): Record<string, string> {
  const everyGroup = firstHostId === undefined ? "0 2147483647" : `0 ${USERS_OF_A_POD - 1}`;
  const all: Record<string, string> = { ...(ownNetwork ? { "net.ipv4.ip_unprivileged_port_start": "0", [PING_GROUPS]: everyGroup } : {}), ...wanted };
  const groups = all[PING_GROUPS];
  return groups === undefined || firstHostId === undefined ? all : { ...all, [PING_GROUPS]: asHost(groups, firstHostId) };
}
