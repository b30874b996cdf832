import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/linux/mount.h */
export const MS = {
  RDONLY: 1, NOSUID: 2, NODEV: 4, NOEXEC: 8, REMOUNT: 32, BIND: 4096, REC: 16_384,
  UNBINDABLE: 1 << 17, PRIVATE: 1 << 18, SLAVE: 1 << 19, SHARED: 1 << 20,
} as const;

const MNT_DETACH = 2;

const mount2 = systemCall<[string, string, string | null, number, string | null]>(
  "int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data)");
const umount2 = systemCall<[string, number]>("int umount2(const char *target, int flags)");
const chdir = systemCall<[string]>("int chdir(const char *path)");

export function mount(options: { readonly source: string; readonly target: string; readonly type?: string; readonly flags?: number; readonly data?: string }): void {
  mount2(options.source, options.target, options.type ?? null, options.flags ?? 0, options.data ?? null);
}

export function bindMount(source: string, target: string): void {
  mount({ source, target, flags: MS.BIND });
}

/** Takes the mount away now; the kernel frees it when its last user ends. Nothing mounted there is no error. */
export function detach(target: string): void {
  try {
    umount2(target, MNT_DETACH);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== "EINVAL" && code !== "ENOENT") throw error;
  }
}

/**
 * An overlay over `layers` (lowest first), named relative to `layersFolder` because the kernel takes at most one
 * page of options. Call it only on a thread with its own working folder.
 */
export function mountOverlay(options: {
  readonly layersFolder: string; readonly layers: readonly string[]; readonly upper: string; readonly work: string; readonly target: string;
}): void {
  chdir(options.layersFolder);
  const lower = options.layers.toReversed().join(":");
  mount({ source: "overlay", target: options.target, type: "overlay", data: `lowerdir=${lower},upperdir=${options.upper},workdir=${options.work}` });
  chdir("/");
}

/** The same layers for reading only. `empty` is an empty folder: an overlay without an upper folder wants two lower ones. */
export function mountLayers(options: { readonly layersFolder: string; readonly layers: readonly string[]; readonly empty: string; readonly target: string }): void {
  chdir(options.layersFolder);
  const lower = [...options.layers.toReversed(), options.empty].join(":");
  mount({ source: "overlay", target: options.target, type: "overlay", flags: MS.RDONLY, data: `lowerdir=${lower}` });
  chdir("/");
}
