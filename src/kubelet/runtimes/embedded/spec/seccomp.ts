/** System calls that need no capability to be refused: they reach the kernel itself or other processes' memory. */
const ALWAYS_REFUSED = [
  "add_key", "keyctl", "request_key", "get_kernel_syms", "kexec_file_load", "kexec_load", "nfsservctl", "query_module", "create_module",
  "uselib", "userfaultfd", "ustat", "sysfs", "_sysctl", "vm86", "vm86old", "io_uring_setup", "io_uring_enter", "io_uring_register",
  "move_pages", "lookup_dcookie",
];

/** System calls that are refused unless the container holds the capability that the kernel asks for anyway. */
const REFUSED_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  CAP_SYS_ADMIN: ["bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree",
    "perf_event_open", "pivot_root", "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "swapon", "swapoff", "umount", "umount2", "unshare"],
  CAP_DAC_READ_SEARCH: ["open_by_handle_at"],
  CAP_SYS_BOOT: ["reboot"],
  CAP_SYS_MODULE: ["delete_module", "finit_module", "init_module"],
  CAP_SYS_PACCT: ["acct"],
  CAP_SYS_PTRACE: ["kcmp", "process_vm_readv", "process_vm_writev"],
  CAP_SYS_RAWIO: ["ioperm", "iopl"],
  CAP_SYS_TIME: ["clock_adjtime64", "clock_settime", "clock_settime64", "settimeofday", "stime"],
  CAP_SYS_NICE: ["get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node"],
};

const EPERM = 1;
const ENOSYS = 38;
/** The namespace flags of clone. Source: linux include/uapi/linux/sched.h, CLONE_NEWCGROUP … CLONE_NEWNET, CLONE_NEWNS. */
const CLONE_NAMESPACES = 0x7e020000;

/**
 * The RuntimeDefault profile. It refuses what is dangerous and allows the rest, where containerd's allows what is
 * known and refuses the rest: programs see the same answers for every call named here, a system call newer than
 * this list is allowed.
 */
export function runtimeDefaultProfile(capabilities: readonly string[]): object {
  const refused = [...ALWAYS_REFUSED, ...Object.entries(REFUSED_WITHOUT).filter(([capability]) => !capabilities.includes(capability)).flatMap(([, calls]) => calls)];
  const syscalls: object[] = [{ names: refused, action: "SCMP_ACT_ERRNO", errnoRet: EPERM }];
  if (!capabilities.includes("CAP_SYS_ADMIN")) {
    // The flags of clone3 lie in memory, where a filter cannot look; C libraries fall back to clone on ENOSYS.
    syscalls.push({ names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS });
    for (let bit = 1; bit <= CLONE_NAMESPACES; bit *= 2) {
      if ((CLONE_NAMESPACES & bit) === 0) continue;
      syscalls.push({ names: ["clone"], action: "SCMP_ACT_ERRNO", errnoRet: EPERM, args: [{ index: 0, value: bit, valueTwo: bit, op: "SCMP_CMP_MASKED_EQ" }] });
    }
  }
  return { defaultAction: "SCMP_ACT_ALLOW", architectures: [process.arch === "arm64" ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64"], syscalls };
}
