import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import { ContainerConfigError } from "../containers/config-error.ts";
import { containerConfig, targetContainer } from "../containers/container-config.ts";
import { containerMounts } from "../containers/container-mounts.ts";
import { readVolumeFile } from "../containers/sub-path.ts";
import { environment } from "../containers/environment.ts";
import { hostNetworkHostsFile, hostsFile } from "../containers/hosts-file.ts";
import { hostnameAndDomain } from "../containers/hostname.ts";
import type { ContainerConfig, Image, PodSandboxStatus } from "../cri/contract.ts";
import { ImageFailure } from "../images/image-failure.ts";
import { logLink } from "../logs/log-link.ts";
import { joinPath } from "../ports/host-files.ts";
import { VolumeError } from "../volumes/volume-manager.ts";
import { readConfigObjects } from "./config-objects.ts";
import { podSandboxConfig } from "./create-sandbox.ts";
import { newestRun, type PodRuntimeState, type SpecContainer } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";
import { StartError } from "./start-error.ts";

const retryMs = 10_000;
/** Source: kubernetes environment files are at most 64 KiB. */
const maximumEnvFileBytes = 64 * 1_024;
/** Source: kubernetes pkg/util/goroutinemap/exponentialbackoff. */
const volumeRetryMs = 500;
const maximumVolumeRetryMs = 122_000;
/** A container that could not be started has ended: from here on the restart policy and its back-off decide. */
const runRetryMs = 1_000;

export interface ContainerStart {
  readonly pod: Pod;
  readonly spec: SpecContainer;
  readonly sandbox: PodSandboxStatus;
  readonly attempt: number;
  readonly restartOfAll?: number;
  readonly runtime: PodRuntimeState;
  /** Held while the container is made and started, so that the pod's containers start in their order. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** Done with the container's id before the next one has its turn: its postStart hook. */
  readonly started: (id: string) => Promise<void>;
}

/** Brings one container up: its image, its volumes, its configuration, then the runtime. Throws StartError. */
export async function startContainer(ports: PodPorts, start: ContainerStart): Promise<void> {
  const { pod } = start;
  const { container } = start.spec;
  // What has no volumes needs no image yet, and says ContainerCreating whatever comes of the image.
  const volumePaths = await setUpVolumes(ports, pod);
  const [image, volumeImages] = await Promise.all([ensureImage(ports, pod, container), ensureVolumeImages(ports, pod, container)]);
  return start.turn(async () => {
    const config = await configure(ports, start, { image, volumeImages, volumePaths });
    const id = await ports.starts.run(async () => {
      const made = await create(ports, start, config);
      ports.events.normal(pod, container.name, "Created", "Container created");
      await run(ports, pod, container, made);
      ports.events.normal(pod, container.name, "Started", "Container started");
      return made;
    });
    await start.started(id);
  });
}

async function ensureImage(ports: PodPorts, pod: Pod, container: Container): Promise<Image> {
  try {
    return await ports.images.ensure(pod, container);
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error;
    ports.events.warning(pod, container.name, "Failed", `Error: ${error.reason}`);
    throw new StartError(error.reason, error.message, error.retryInMs, { cause: error });
  }
}

/** Images of volumes are pulled like those of containers, with the same events and back-off. */
async function ensureVolumeImages(ports: PodPorts, pod: Pod, container: Container): Promise<ReadonlyMap<string, Image>> {
  const mounted = new Set((container.volumeMounts ?? []).map((mount) => mount.name));
  const images = new Map<string, Image>();
  for (const { name, image } of pod.spec.volumes ?? []) {
    if (image === undefined || !mounted.has(name)) continue;
    images.set(name, await ensureImage(ports, pod, { ...container, image: image.reference, imagePullPolicy: image.pullPolicy }));
  }
  return images;
}

interface Ingredients {
  readonly image: Image;
  readonly volumeImages: ReadonlyMap<string, Image>;
  readonly volumePaths: ReadonlyMap<string, string>;
}

/** The containers of a pod fail together on the same volume, and say so once. */
const told = new WeakSet<VolumeError>();

async function setUpVolumes(ports: PodPorts, pod: Pod): Promise<ReadonlyMap<string, string>> {
  try {
    return await ports.volumes.setUp(pod);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    if (!told.has(error)) ports.events.podWarning(pod, "FailedMount", error.message);
    told.add(error);
    throw new StartError("ContainerCreating", "", volumeRetryMs, { cause: error, maximumRetryMs: maximumVolumeRetryMs });
  }
}

async function configure(ports: PodPorts, start: ContainerStart, { image, volumeImages, volumePaths }: Ingredients): Promise<ContainerConfig> {
  const { pod, attempt, sandbox, runtime } = start;
  const { container } = start.spec;
  const node = ports.node();
  try {
    const env = environment({
      pod,
      container,
      services: ports.services(),
      objects: await readConfigObjects(ports, pod, container),
      addresses: { podIPs: pod.spec.hostNetwork === true ? node.hostIPs.slice(0, 1) : sandbox.ips, hostIPs: node.hostIPs },
      allocatable: node.allocatable,
      volumeFile: (volume, path) => {
        const folder = volumePaths.get(volume);
        return folder === undefined || folder === "" ? undefined : readVolumeFile(ports.files, folder, path, maximumEnvFileBytes);
      },
    });
    const mounts = containerMounts({
      pod,
      container,
      volumePaths,
      volumeImages,
      environment: new Map(env.map(({ key, value }) => [key, value])),
      files: ports.files,
      canRecursiveReadOnly: node.usualHandler?.recursiveReadOnlyMounts === true,
      hostsFile: writeHostsFile(ports, pod, sandbox),
      terminationFile: writeTerminationFile(ports, pod, container, attempt),
    });
    const target = targetContainer(container);
    const pidTarget = target === undefined ? undefined : newestRun(runtime, target)?.id;
    return containerConfig({ pod, container, attempt, image, environment: env, mounts, nodeMemoryBytes: node.memoryBytes, seccompFolder: joinPath(ports.rootFolder, "seccomp"), ...(pidTarget === undefined ? {} : { pidTarget }), ...(start.restartOfAll === undefined ? {} : { restartOfAll: start.restartOfAll }) });
  } catch (error) {
    const message = messageOf(error);
    if (!(error instanceof ContainerConfigError)) ports.onError(error);
    ports.events.warning(pod, container.name, "Failed", `Error: ${message}`);
    throw new StartError("CreateContainerConfigError", message, retryMs, { cause: error });
  }
}

async function create(ports: PodPorts, { pod, spec, sandbox }: ContainerStart, config: ContainerConfig): Promise<string> {
  const { config: sandboxConfig } = podSandboxConfig(ports, pod, sandbox.metadata.attempt);
  const logFolder = joinPath(sandboxConfig.logDirectory, spec.container.name);
  ports.files.makeFolder(logFolder, 0o755);
  try {
    const { id } = await ports.runtime.createContainer(sandbox.id, config, sandboxConfig);
    if (ports.logLinksFolder !== undefined) {
      ports.files.makeFolder(ports.logLinksFolder, 0o755);
      ports.files.link(joinPath(sandboxConfig.logDirectory, config.logPath), logLink(ports.logLinksFolder, pod, spec.container.name, id));
    }
    return id;
  } catch (error) {
    const message = messageOf(error);
    ports.events.warning(pod, spec.container.name, "Failed", `Error: ${message}`);
    throw new StartError("CreateContainerError", message, retryMs, { cause: error });
  }
}

async function run(ports: PodPorts, pod: Pod, container: Container, id: string): Promise<void> {
  try {
    await ports.runtime.startContainer(id);
  } catch (error) {
    const message = messageOf(error);
    ports.events.warning(pod, container.name, "Failed", `Error: ${message}`);
    throw new StartError("RunContainerError", message, runRetryMs, { cause: error });
  }
}

/** One file for all containers of the pod, written anew for each, because the addresses may have changed. */
function writeHostsFile(ports: PodPorts, pod: Pod, sandbox: PodSandboxStatus): string | undefined {
  const node = ports.node();
  const folder = joinPath(ports.rootFolder, "pods", pod.metadata.uid ?? "");
  const path = joinPath(folder, "etc-hosts");
  const aliases = pod.spec.hostAliases ?? [];
  const content =
    pod.spec.hostNetwork === true
      ? hostNetworkHostsFile(new TextDecoder().decode(ports.files.readFile("/etc/hosts") ?? new Uint8Array()), aliases)
      : hostsFile({ podIPs: sandbox.ips, ...hostnameAndDomain(pod, node.clusterDns.domain), aliases });
  ports.files.makeFolder(folder, 0o750);
  ports.files.writeFile(path, content, 0o644);
  return path;
}

/** World-writable, so that a container of any user can leave its last words. */
function writeTerminationFile(ports: PodPorts, pod: Pod, container: Container, attempt: number): string | undefined {
  if (container.terminationMessagePath === "") return undefined;
  const folder = joinPath(ports.rootFolder, "pods", pod.metadata.uid ?? "");
  const path = joinPath(folder, `termination-${container.name}-${attempt}`);
  ports.files.makeFolder(folder, 0o750);
  ports.files.writeFile(path, "", 0o666);
  return path;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
