/**
 * Which system calls a container under RuntimeDefault may make. Source: the default profiles of containerd
 * (contrib/seccomp) and containers/common (pkg/seccomp), which agree but for the calls that make namespaces and mounts:
 * there this follows containerd, as most Kubernetes nodes do.
 */

/** Always allowed: they reach nothing but the caller's own processes, files and sockets. */
export const ALLOWED: readonly string[] = `
  read write readv writev pread64 pwrite64 preadv preadv2 pwritev pwritev2 lseek _llseek readahead
  open openat openat2 creat close close_range dup dup2 dup3 fcntl fcntl64 flock ioctl pipe pipe2
  access faccessat faccessat2 stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64
  chdir fchdir getcwd getdents getdents64 mkdir mkdirat rmdir mknod mknodat link linkat symlink symlinkat unlink unlinkat
  rename renameat renameat2 readlink readlinkat chmod fchmod fchmodat fchmodat2 chown chown32 fchown fchown32 fchownat lchown lchown32 umask
  truncate truncate64 ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 copy_file_range sendfile sendfile64 splice tee vmsplice
  sync syncfs fsync fdatasync sync_file_range utime utimes futimesat utimensat utimensat_time64 cachestat
  getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr
  inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark name_to_handle_at
  io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents io_pgetevents_time64 ioprio_get ioprio_set
  select _newselect pselect6 pselect6_time64 poll ppoll ppoll_time64
  epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2
  eventfd eventfd2 signalfd signalfd4 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64
  brk mmap mmap2 munmap mremap mprotect madvise mincore msync mlock mlock2 mlockall munlock munlockall mseal remap_file_pages
  memfd_create memfd_secret membarrier map_shadow_stack pkey_alloc pkey_free pkey_mprotect
  socketpair socketcall bind listen accept accept4 connect shutdown getsockname getpeername getsockopt setsockopt
  send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64
  fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill pidfd_open pidfd_send_signal process_mrelease
  ptrace process_vm_readv process_vm_writev prctl seccomp rseq restart_syscall set_tid_address set_robust_list get_robust_list
  futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue get_thread_area set_thread_area
  signal sigaction sigaltstack sigpending sigprocmask sigreturn sigsuspend pause alarm
  rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo
  getpid getppid gettid getpgid setpgid getpgrp getsid setsid getcpu getpriority setpriority getrusage times
  getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getgroups getgroups32 getresuid getresuid32 getresgid getresgid32
  setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32
  setfsuid setfsuid32 setfsgid setfsgid32 setgroups setgroups32 capget capset getrlimit ugetrlimit setrlimit prlimit64
  sched_getaffinity sched_setaffinity sched_getattr sched_setattr sched_getparam sched_setparam sched_getscheduler sched_setscheduler
  sched_get_priority_max sched_get_priority_min sched_rr_get_interval sched_rr_get_interval_time64 sched_yield
  time gettimeofday adjtimex clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
  clock_nanosleep clock_nanosleep_time64 nanosleep getitimer setitimer
  timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64
  ipc msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget
  mq_open mq_unlink mq_notify mq_getsetattr mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64
  landlock_add_rule landlock_create_ruleset landlock_restrict_self getrandom sysinfo uname
`.trim().split(/\s+/);

/** Allowed on one architecture, where they belong to every program. */
export const ALLOWED_ON: Readonly<Record<string, readonly string[]>> = {
  x64: ["arch_prctl", "modify_ldt"],
  arm64: ["arm_fadvise64_64", "arm_sync_file_range", "sync_file_range2", "breakpoint", "cacheflush", "set_tls"],
};

/** Allowed to who holds one of these capabilities, for which the kernel asks as well. */
export const ALLOWED_WITH: readonly { readonly anyOf: readonly string[]; readonly calls: readonly string[] }[] = [
  {
    anyOf: ["CAP_SYS_ADMIN"],
    calls: [
      "clone", "clone3", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie", "mount", "mount_setattr", "move_mount", "open_tree",
      "pivot_root", "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "umount", "umount2", "unshare",
    ],
  },
  { anyOf: ["CAP_SYS_ADMIN", "CAP_BPF"], calls: ["bpf"] },
  { anyOf: ["CAP_SYS_ADMIN", "CAP_PERFMON"], calls: ["perf_event_open"] },
  { anyOf: ["CAP_SYS_ADMIN", "CAP_SYSLOG"], calls: ["syslog"] },
  { anyOf: ["CAP_DAC_READ_SEARCH"], calls: ["open_by_handle_at"] },
  { anyOf: ["CAP_SYS_BOOT"], calls: ["reboot"] },
  { anyOf: ["CAP_SYS_CHROOT"], calls: ["chroot"] },
  { anyOf: ["CAP_SYS_MODULE"], calls: ["delete_module", "finit_module", "init_module"] },
  { anyOf: ["CAP_SYS_NICE"], calls: ["get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node"] },
  { anyOf: ["CAP_SYS_PACCT"], calls: ["acct"] },
  { anyOf: ["CAP_SYS_PTRACE"], calls: ["kcmp", "pidfd_getfd", "process_madvise"] },
  { anyOf: ["CAP_SYS_RAWIO"], calls: ["ioperm", "iopl"] },
  { anyOf: ["CAP_SYS_TIME"], calls: ["clock_settime", "clock_settime64", "settimeofday", "stime"] },
  { anyOf: ["CAP_SYS_TTY_CONFIG"], calls: ["vhangup"] },
];

/** Never allowed, and told so: programs that try them expect "not permitted" rather than "not there". */
export const REFUSED: readonly string[] = `
  add_key keyctl request_key io_uring_setup io_uring_enter io_uring_register userfaultfd kexec_load kexec_file_load
  migrate_pages move_pages nfsservctl swapon swapoff sysfs _sysctl uselib ustat vm86 vm86old
`.trim().split(/\s+/);
