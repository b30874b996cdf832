import koffi from "koffi";
import { SystemCallError, systemCall } from "./libc.ts";

/** Source: glibc and musl spawn.h; the same bits in both. */
const POSIX_SPAWN_SETSIGDEF = 4;
const POSIX_SPAWN_SETSIGMASK = 8;
/** Room for a posix_spawnattr_t, a posix_spawn_file_actions_t or a sigset_t of either library. */
const OPAQUE_BYTES = 512;

const library = koffi.load(null);
const spawn = library.func("int posix_spawnp(_Out_ int *pid, const char *file, void *actions, void *attributes, const char **argv, const char **envp)");
const waitpid = systemCall<[number, Int32Array, number]>("int waitpid(int pid, _Out_ int *status, int options)");
const initActions = library.func("int posix_spawn_file_actions_init(void *actions)");
const addDup2 = library.func("int posix_spawn_file_actions_adddup2(void *actions, int from, int to)");
const destroyActions = library.func("int posix_spawn_file_actions_destroy(void *actions)");
const initAttributes = library.func("int posix_spawnattr_init(void *attributes)");
const setFlags = library.func("int posix_spawnattr_setflags(void *attributes, short flags)");
const setMask = library.func("int posix_spawnattr_setsigmask(void *attributes, void *set)");
const setDefaults = library.func("int posix_spawnattr_setsigdefault(void *attributes, void *set)");
const emptySet = library.func("int sigemptyset(void *set)");
const fillSet = library.func("int sigfillset(void *set)");

const attributes = ordinarySignals();

/**
 * Starts a program without copying this process: its cost does not grow with our memory, as that of Node's own
 * `spawn` does. `descriptors[n]` becomes the program's descriptor n; each must be above the list's length. The caller
 * must ask `waitFor` for the end, or a zombie stays.
 */
export function startProgram(program: string, args: readonly string[], descriptors: readonly number[], env: Readonly<Record<string, string | undefined>> = process.env): number {
  const actions = new Uint8Array(OPAQUE_BYTES);
  initActions(actions);
  for (const [target, fd] of descriptors.entries()) addDup2(actions, fd, target);
  const pid = new Int32Array(1);
  const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const error: number = spawn(pid, program, actions, attributes, [program, ...args, null], [...variables, null]);
  destroyActions(actions);
  if (error !== 0) throw new SystemCallError(`cannot start ${program}`, Object.entries(koffi.os.errno).find(([, value]) => value === error)?.[0] ?? `errno ${error}`);
  return pid[0] ?? -1;
}

/** Waits for a program that is about to end and answers its exit code, or 128 + the signal that ended it. Blocks the thread. */
export function waitFor(pid: number): number {
  const status = new Int32Array(1);
  waitpid(pid, status, 0);
  const value = status[0] ?? 0;
  return (value & 0x7f) === 0 ? (value >> 8) & 0xff : 128 + (value & 0x7f);
}

/** Node blocks and ignores signals that programs expect to find as usual. */
function ordinarySignals(): Uint8Array {
  const made = new Uint8Array(OPAQUE_BYTES);
  const set = new Uint8Array(OPAQUE_BYTES);
  initAttributes(made);
  emptySet(set);
  setMask(made, set);
  fillSet(set);
  setDefaults(made, set);
  setFlags(made, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  return made;
}
