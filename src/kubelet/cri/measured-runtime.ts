import type { Clock } from "../../base/clock.ts";
import { Counter, exponentialBuckets, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";
import type { ImageService, RuntimeService } from "./contract.ts";

type Call<A extends unknown[], R> = (...args: A) => Promise<R>;

/** Calls of the container runtime, by upstream's names of them. Source: kubernetes pkg/kubelet/kuberuntime/instrumented_services.go. */
export class RuntimeMetrics {
  readonly #operations: Counter;
  readonly #errors: Counter;
  readonly #duration: Histogram;
  readonly #sandboxes: Histogram;
  readonly #sandboxErrors: Counter;

  constructor(registry: MetricsRegistry) {
    const byOperation = { stability: "ALPHA", labels: ["operation_type"] } as const;
    const byHandler = { stability: "ALPHA", labels: ["runtime_handler"] } as const;
    this.#operations = registry.register(new Counter({ name: "kubelet_runtime_operations_total", help: "Cumulative number of runtime operations by operation type.", ...byOperation }));
    this.#errors = registry.register(new Counter({ name: "kubelet_runtime_operations_errors_total", help: "Cumulative number of runtime operation errors by operation type.", ...byOperation }));
    this.#duration = registry.register(new Histogram({ name: "kubelet_runtime_operations_duration_seconds", help: "Duration in seconds of runtime operations. Broken down by operation type.", ...byOperation, buckets: exponentialBuckets(0.005, 2.5, 14) }));
    this.#sandboxes = registry.register(new Histogram({ name: "kubelet_run_podsandbox_duration_seconds", help: "Duration in seconds of the run_podsandbox operations. Broken down by RuntimeClass.Handler.", ...byHandler }));
    this.#sandboxErrors = registry.register(new Counter({ name: "kubelet_run_podsandbox_errors_total", help: "Cumulative number of the run_podsandbox operation errors by RuntimeClass.Handler.", ...byHandler }));
  }

  /** The same call, measured under that name. */
  measured<A extends unknown[], R>(clock: Clock, operation: string, call: Call<A, R>): Call<A, R> {
    const operations = this.#operations;
    const duration = this.#duration;
    // A series is there from its first call on, as upstream's are.
    return async (...args) => {
      const startedAt = clock.monotonic();
      operations.labels(operation).inc();
      try {
        return await call(...args);
      } catch (error) {
        this.#errors.labels(operation).inc();
        throw error;
      } finally {
        duration.labels(operation).observe((clock.monotonic() - startedAt) / 1_000);
      }
    };
  }

  /** As `measured`, and by the handler that runs the pod. */
  measuredSandbox(clock: Clock, call: RuntimeService["runPodSandbox"]): RuntimeService["runPodSandbox"] {
    return async (config, signal) => {
      const handler = config.runtimeHandler ?? "";
      const startedAt = clock.monotonic();
      try {
        return await call(config, signal);
      } catch (error) {
        this.#sandboxErrors.labels(handler).inc();
        throw error;
      } finally {
        this.#sandboxes.labels(handler).observe((clock.monotonic() - startedAt) / 1_000);
      }
    };
  }
}

/** The same runtime, each call of it measured. */
export function measuredRuntime(runtime: RuntimeService, metrics: RuntimeMetrics, clock: Clock): RuntimeService {
  const measured = <A extends unknown[], R>(operation: string, call: Call<A, R>): Call<A, R> => metrics.measured(clock, operation, call);
  return {
    version: measured("version", () => runtime.version()),
    status: measured("status", () => runtime.status()),
    limitPods: (cgroup, resources) => runtime.limitPods(cgroup, resources), // no call of CRI
    runPodSandbox: metrics.measuredSandbox(clock, measured("run_podsandbox", (config, signal) => runtime.runPodSandbox(config, signal))),
    stopPodSandbox: measured("stop_podsandbox", (id) => runtime.stopPodSandbox(id)),
    removePodSandbox: measured("remove_podsandbox", (id) => runtime.removePodSandbox(id)),
    podSandboxStatus: measured("podsandbox_status", (id) => runtime.podSandboxStatus(id)),
    listPodSandboxes: measured("list_podsandbox", (filter) => runtime.listPodSandboxes(filter)),
    createContainer: measured("create_container", (sandboxId, config, sandbox, signal) => runtime.createContainer(sandboxId, config, sandbox, signal)),
    startContainer: measured("start_container", (id) => runtime.startContainer(id)),
    stopContainer: measured("stop_container", (id, timeoutSeconds) => runtime.stopContainer(id, timeoutSeconds)),
    removeContainer: measured("remove_container", (id) => runtime.removeContainer(id)),
    listContainers: measured("list_containers", (filter) => runtime.listContainers(filter)),
    containerStatus: measured("container_status", (id) => runtime.containerStatus(id)),
    updateContainerResources: measured("update_container", (id, resources) => runtime.updateContainerResources(id, resources)),
    updatePodSandboxResources: measured("update_podsandbox", (id, resources) => runtime.updatePodSandboxResources(id, resources)),
    reopenContainerLog: measured("reopen_container_log", (id) => runtime.reopenContainerLog(id)),
    execSync: measured("exec_sync", (id, command, timeoutSeconds, signal) => runtime.execSync(id, command, timeoutSeconds, signal)),
    exec: measured("exec", (id, options, streams, signal) => runtime.exec(id, options, streams, signal)),
    attach: measured("attach", (id, options, streams, signal) => runtime.attach(id, options, streams, signal)),
    portForward: measured("port_forward", (sandboxId, port, connection, signal) => runtime.portForward(sandboxId, port, connection, signal)),
    containerStats: measured("container_stats", (id, options) => runtime.containerStats(id, options)),
    podSandboxStats: measured("podsandbox_stats", (id) => runtime.podSandboxStats(id)),
    events: (signal) => runtime.events(signal),
  };
}

/** The same images, each call of them measured. */
export function measuredImages(images: ImageService, metrics: RuntimeMetrics, clock: Clock): ImageService {
  const measured = <A extends unknown[], R>(operation: string, call: Call<A, R>): Call<A, R> => metrics.measured(clock, operation, call);
  return {
    listImages: measured("list_images", () => images.listImages()),
    imageStatus: measured("image_status", (image) => images.imageStatus(image)),
    pullImage: measured("pull_image", (image, auth, signal) => images.pullImage(image, auth, signal)),
    removeImage: measured("remove_image", (image) => images.removeImage(image)),
    imageFsInfo: measured("image_fs_info", () => images.imageFsInfo()),
  };
}
