import { StatusError } from "../../machinery/errors/status-error.ts";

const pages = ["/healthz", "/pods", "/runningpods/", "/stats/summary", "/metrics", "/metrics/cadvisor", "/metrics/probes", "/metrics/resource", "/metrics/slis", "/configz", "/logs/", "/containerLogs/<namespace>/<pod>/<container>"];

export function notFoundPage(path: string): StatusError {
  return new StatusError("NotFound", `the kubelet has no page ${path}: it has ${pages.slice(0, -1).join(", ")} and ${pages.at(-1)}`);
}
