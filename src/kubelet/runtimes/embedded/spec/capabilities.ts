/** In the order of their numbers. Source: linux include/uapi/linux/capability.h */
const NAMES = [
  "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
  "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
  "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
  "PERFMON", "BPF", "CHECKPOINT_RESTORE",
] as const;

/** What a container gets unless its security context says otherwise; the set that containerd and Docker give. */
const DEFAULTS = [
  "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP", "NET_BIND_SERVICE",
  "SYS_CHROOT", "KILL", "AUDIT_WRITE",
];

/** `CAP_…` names out of the hexadecimal mask in /proc/PID/status. */
export function capabilitiesOfMask(mask: string): string[] {
  const bits = BigInt(`0x${mask}`);
  return NAMES.filter((_, index) => (bits >> BigInt(index)) & 1n).map((name) => `CAP_${name}`);
}

/** The capabilities of a container: what it may have, less what this machine cannot give. `ALL` in a list stands for every one. */
export function decideCapabilities(context: { readonly privileged: boolean; readonly addCapabilities: readonly string[]; readonly dropCapabilities: readonly string[] }, bounding: readonly string[]): string[] {
  if (context.privileged) return [...bounding];
  const add = new Set(context.addCapabilities.map(fullName));
  const drop = new Set(context.dropCapabilities.map(fullName));
  const base = drop.has("CAP_ALL") ? [] : add.has("CAP_ALL") ? bounding : DEFAULTS.map(fullName);
  const wanted = new Set([...base.filter((name) => !drop.has(name)), ...[...add].filter((name) => name !== "CAP_ALL")]);
  return bounding.filter((name) => wanted.has(name));
}

function fullName(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
}
