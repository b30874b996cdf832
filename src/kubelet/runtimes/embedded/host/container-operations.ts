import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { ContainerConfig, LinuxContainerResources, Mount } from "../../../cri/contract.ts";
import type { CgroupLayout } from "../../shared/cgroups/cgroup-tree.ts";
import { removeCgroup } from "../../shared/cgroups/cgroup-tree.ts";
import { bundlePaths, type Layout, sandboxPaths } from "../layout.ts";
import { detach, mountOverlay } from "../linux/mounts.ts";
import { killByArguments } from "../linux/kill-by-argument.ts";
import { readInRoot } from "../linux/open-in-root.ts";
import { identify } from "../linux/process-identity.ts";
import type { ContainerRecord, SandboxRecord } from "../records.ts";
import { needProgram } from "../programs.ts";
import { hostDevices, requestedDevice } from "../spec/devices.ts";
import type { ImageConfig } from "../spec/image-config.ts";
import { decideArgv } from "../spec/image-config.ts";
import type { HostLimits } from "../spec/oci-spec.ts";
import { buildSpec, ociResources } from "../spec/oci-spec.ts";
import { type ContainerUser, decideUser } from "../spec/user.ts";
import { conmonCreate, crunArguments } from "./conmon.ts";
import { mountPointLayer } from "./mount-points.ts";
import { releaseFromFifo } from "./start-fifo.ts";
import { detachVolumeImages, mountVolumeImages } from "./volume-images.ts";
import { runtimeWords } from "./runtime-words.ts";
import { run } from "./spawn.ts";
import { bindOpenedMounts, detachOpenedMounts } from "./opened-mounts.ts";
import { withPodLayers } from "./pod-layers.ts";
import { writeRecord } from "./write-record.ts";

export interface CreateContainerArguments {
  readonly layout: Layout;
  readonly host: HostLimits;
  readonly record: Omit<ContainerRecord, "process" | "user">;
  readonly sandbox: SandboxRecord;
  readonly image: { readonly layers: readonly string[]; readonly config: ImageConfig };
  /** Layers of the images that are mounted as volumes, at the index of their mount. */
  readonly volumeImages: readonly (readonly string[] | undefined)[];
  /** Process whose process namespace the container joins. */
  readonly pidTarget?: number;
}

/**
 * Root file system, configuration, conmon and crun: all of `createContainer`, or nothing. What crun refuses (a missing
 * executable, a mount that cannot be made) is kept for `startContainer` to report, as CRI runtimes do: the container is
 * there and ends with StartError, so that restart policies apply to it. That conmon or crun is not there any more is no
 * fault of the container: its creation fails, and can be tried again.
 */
export async function createContainer(args: CreateContainerArguments): Promise<ContainerRecord> {
  const { layout, record: { id, config, logPath } } = args;
  const paths = bundlePaths(layout, id);
  for (const program of ["conmon", "crun"] as const) needProgram(program);
  for (const folder of [paths.folder, paths.upper, paths.work, paths.bundle, paths.rootfs]) mkdirSync(folder);
  try {
    const { firstHostId } = args.sandbox;
    // The root's own folder is the upper one; everything below comes with the owners that its layer says.
    if (firstHostId !== undefined) chownSync(paths.upper, firstHostId, firstHostId);
    const mounts = bindOpenedMounts(layout, id, mountVolumeImages(layout, id, args.sandbox, config.mounts, args.volumeImages));
    const layers = [...mountPointLayers(layout, mounts), ...args.image.layers];
    withPodLayers(layout, args.sandbox, paths.bundle, (layersFolder) => mountOverlay({ layersFolder, layers, upper: paths.upper, work: paths.work, target: paths.rootfs }));
    const user = resolveUser(config, args.image.config, paths.rootfs);
    writeFileSync(paths.config, JSON.stringify(specOf({ ...args, record: { ...args.record, config: { ...config, mounts } } }, user)));
    if (!existsSync(dirname(logPath))) mkdirSync(dirname(logPath), { recursive: true });
    const conmon = { id, paths, logPath, terminal: config.tty, stdin: config.stdin, stdinOnce: config.stdinOnce };
    const outcome = await conmonCreate(layout, conmon).then((pid) => ({ process: identify(pid) }), (error: Error) => ({ createFailure: runtimeWords(error.message, decideArgv(config, args.image.config)[0]) }));
    if ("createFailure" in outcome) await forgetInCrun(layout, id);
    const record: ContainerRecord = { ...args.record, user, ...outcome };
    writeRecord(paths.record, record);
    return record;
  } catch (error) {
    await discardUnfinished({ layout, id });
    throw error;
  }
}

/** Takes away what a creation that was cut off has left, running or not. */
export async function discardUnfinished({ layout, id }: { readonly layout: Layout; readonly id: string }): Promise<void> {
  killByArguments(id); // conmon and crun of an earlier run may still be at it
  await forgetInCrun(layout, id);
  discardBundle(layout, id);
}

async function forgetInCrun(layout: Layout, id: string): Promise<void> {
  await run(layout.crunProgram, [...crunArguments(layout), "delete", "--force", id]);
}

/** Lets the container's program run. That it does is not written down: crun's fifo tells. */
export async function startContainer({ layout, record }: { readonly layout: Layout; readonly record: ContainerRecord }): Promise<void> {
  if (record.createFailure !== undefined) throw new Error(`OCI runtime create failed: ${record.createFailure}`);
  if (releaseFromFifo(layout, record.id)) return;
  const { exitCode, stderr } = await run(layout.crunProgram, [...crunArguments(layout), "start", record.id]);
  if (exitCode !== 0) throw new Error(stderr);
}

/** Writes down what is to be known of the container after a restart. */
export function keepRecord({ layout, record }: { readonly layout: Layout; readonly record: ContainerRecord }): void {
  writeRecord(bundlePaths(layout, record.id).record, record);
}

/**
 * Writes down how a container ended and gives back what it needed only while it ran: every mount that stays makes the
 * start of every other container slower, for each copies them all.
 */
export function foldContainer({ layout, record }: { readonly layout: Layout; readonly record: ContainerRecord }): void {
  if (!existsSync(bundlePaths(layout, record.id).folder)) return; // removed meanwhile
  keepRecord({ layout, record });
  discardRunning(layout, record.id);
}

/** Forgets a container that has ended: what ran of it, its cgroup and its folder. */
export function deleteContainer({ layout, id, cgroup, cgroups }: { readonly layout: Layout; readonly id: string; readonly cgroup: string; readonly cgroups: CgroupLayout }): void {
  removeCgroup(cgroups, cgroup);
  discardBundle(layout, id);
}

export async function updateResources({ layout, id, resources }: { readonly layout: Layout; readonly id: string; readonly resources: LinuxContainerResources }): Promise<void> {
  const { exitCode, stderr } = await run(layout.crunProgram, [...crunArguments(layout), "update", "--resources", "-", id], { input: JSON.stringify(ociResources(resources)) });
  if (exitCode !== 0) throw new Error(stderr);
}

function discardBundle(layout: Layout, id: string): void {
  discardRunning(layout, id);
  rmSync(bundlePaths(layout, id).folder, { recursive: true, force: true });
}

/** All that is in memory: the mounted root file system, the bundle, crun's state, and last the exit code, which is written down by now. */
function discardRunning(layout: Layout, id: string): void {
  const { bundle, rootfs } = bundlePaths(layout, id);
  if (existsSync(bundle)) {
    detach(rootfs);
    detachVolumeImages(layout, id);
    detachOpenedMounts(layout, id);
    rmSync(bundle, { recursive: true, force: true });
  }
  rmSync(`${layout.crunRoot}/${id}`, { recursive: true, force: true });
  rmSync(`${layout.exitsDir}/${id}`, { force: true });
}

/** Named relative to the folder of the layers, as those of the image are. */
function mountPointLayers(layout: Layout, mounts: readonly Mount[]): string[] {
  const layer = mountPointLayer(layout, mounts);
  return layer === undefined ? [] : [relative(layout.layersDir, layer)];
}

function resolveUser(config: ContainerConfig, image: ImageConfig, rootfs: string): ContainerUser {
  const context = config.linux.securityContext;
  const question = { ...context, imageUser: image.user };
  const user = decideUser(question, readInRoot(rootfs, "/etc/passwd") ?? "", readInRoot(rootfs, "/etc/group") ?? "");
  if (user === undefined) throw new Error(`unable to find user ${context.runAsUsername ?? image.user}: no matching entries in passwd file`);
  return user;
}

function specOf(args: CreateContainerArguments, user: ContainerUser): object {
  const { layout, record: { config, cgroup, id }, sandbox, image } = args;
  const context = config.linux.securityContext;
  const requested = config.devices.map(requestedDevice);
  const localhost = context.seccomp.type === "Localhost" ? JSON.parse(readFileSync(context.seccomp.localhostRef ?? "", "utf8")) : undefined;
  return buildSpec({
    config, sandbox: sandbox.config, sandboxPaths: sandboxPaths(layout, sandbox.id), argv: decideArgv(config, image.config), imageEnv: image.config.env,
    cwd: config.workingDir || image.config.workingDir || "/", user, cgroupsPath: cgroup,
    // Relative to the bundle, for the pod's root may not be let through every folder above it.
    rootfs: sandbox.firstHostId === undefined ? bundlePaths(layout, id).rootfs : "rootfs", firstHostId: sandbox.firstHostId,
    pidNamespace: args.pidTarget === undefined ? undefined : `/proc/${args.pidTarget}/ns/pid`,
    devices: context.privileged ? [...hostDevices(), ...requested] : requested, localhostSeccomp: localhost, host: args.host,
  });
}

