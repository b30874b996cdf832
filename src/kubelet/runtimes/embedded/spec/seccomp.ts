import { ALLOWED, ALLOWED_ON, ALLOWED_WITH, REFUSED } from "./system-calls.ts";

const EPERM = 1;
const ENOSYS = 38;
/** The namespace flags of clone. Source: linux include/uapi/linux/sched.h, CLONE_NEWCGROUP … CLONE_NEWNET, CLONE_NEWNS. */
const CLONE_NAMESPACES = 0x7e020000;
/** Sockets to the hypervisor, which no namespace holds back. Source: linux include/linux/socket.h */
const AF_VSOCK = 40;
/** Linux, 32-bit Linux, without randomised addresses or not, and the question what it is now. Source: containerd contrib/seccomp. */
const PERSONALITIES = [0x0, 0x0008, 0x20000, 0x20008, 0xffffffff];

interface SeccompRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW" | "SCMP_ACT_ERRNO";
  readonly errnoRet?: number;
  readonly args?: readonly { readonly index: number; readonly value: number; readonly valueTwo?: number; readonly op: string }[];
}

export interface SeccompProfile {
  readonly defaultAction: "SCMP_ACT_ERRNO";
  readonly defaultErrnoRet: number;
  readonly architectures: readonly string[];
  readonly syscalls: readonly SeccompRule[];
}

/**
 * The RuntimeDefault profile: what is known to be harmless is allowed, and what the container's capabilities allow. A
 * call that is refused answers EPERM. One that this list does not know answers ENOSYS, so that programs fall back to
 * what they did before there was such a call.
 */
export function runtimeDefaultProfile(capabilities: readonly string[], architecture: string = process.arch): SeccompProfile {
  const isOpen = ({ anyOf }: { readonly anyOf: readonly string[] }): boolean => anyOf.some((capability) => capabilities.includes(capability));
  const mayMakeNamespaces = capabilities.includes("CAP_SYS_ADMIN");
  const opened = ALLOWED_WITH.filter(isOpen).flatMap(({ calls }) => calls);
  const closed = ALLOWED_WITH.filter((entry) => !isOpen(entry)).flatMap(({ calls }) => calls).filter((call) => call !== "clone" && call !== "clone3");
  return {
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: ENOSYS,
    architectures: architecture === "arm64" ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"] : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
    syscalls: [
      { names: [...ALLOWED, ...(ALLOWED_ON[architecture] ?? []), ...opened], action: "SCMP_ACT_ALLOW" },
      { names: [...REFUSED, ...closed], action: "SCMP_ACT_ERRNO", errnoRet: EPERM },
      ...PERSONALITIES.map((value): SeccompRule => ({ names: ["personality"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value, op: "SCMP_CMP_EQ" }] })),
      { names: ["socket"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: AF_VSOCK, op: "SCMP_CMP_NE" }] },
      ...(mayMakeNamespaces ? [] : withoutNamespaces),
    ],
  };
}

const withoutNamespaces: readonly SeccompRule[] = [
  { names: ["clone"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: CLONE_NAMESPACES, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }] },
  // The flags of clone3 lie in memory, where a filter cannot look; C libraries fall back to clone on ENOSYS.
  { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS },
];
