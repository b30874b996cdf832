import { formatGoDuration } from "../../machinery/duration/go-duration.ts";
import { defaultMaximumPods, type KubeletOptions } from "../options.ts";
import { maximumFiles as logFiles, maximumBytes as logBytes } from "../logs/log-rotation.ts";
import { leaseDurationSeconds } from "../node/heartbeat.ts";
import { checkEveryMs, reportEveryMs } from "../node/node-reporter.ts";
import { lookAgainMs } from "../static/manifest-folder.ts";
import { totalSeconds } from "../shutdown/periods.ts";
import { criticalPriority } from "../eviction/rank.ts";
import { evictionHard } from "../eviction/thresholds.ts";

/** `/configz`: how this kubelet is set, in the form of its configuration file, as far as it has those settings. Source: kubernetes kubelet.config.k8s.io/v1beta1. */
export function configz(options: KubeletOptions): object {
  const { manifestsFolder, kubeletPort, maximumPods = defaultMaximumPods, clusterDns, podCidr, cgroupRoot, systemLogsFolder, taints, shutdownPeriods = [] } = options;
  return {
    kubeletconfig: {
      kind: "KubeletConfiguration",
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      ...(manifestsFolder === undefined ? {} : { staticPodPath: manifestsFolder }),
      fileCheckFrequency: formatGoDuration(lookAgainMs),
      ...(kubeletPort === undefined ? {} : { port: kubeletPort }),
      authentication: { x509: {}, webhook: { enabled: true, cacheTTL: "0s" }, anonymous: { enabled: false } },
      authorization: { mode: "Webhook", webhook: { cacheAuthorizedTTL: "0s", cacheUnauthorizedTTL: "0s" } },
      ...(clusterDns === undefined || clusterDns.servers.length === 0 ? {} : { clusterDNS: clusterDns.servers, clusterDomain: clusterDns.domain }),
      nodeStatusUpdateFrequency: formatGoDuration(checkEveryMs),
      nodeStatusReportFrequency: formatGoDuration(reportEveryMs),
      nodeLeaseDurationSeconds: leaseDurationSeconds,
      ...(cgroupRoot === undefined ? {} : { cgroupRoot }),
      maxPods: maximumPods,
      ...(podCidr === undefined ? {} : { podCIDR: podCidr }),
      evictionHard,
      containerLogMaxSize: `${logBytes / 1_024 / 1_024}Mi`,
      containerLogMaxFiles: logFiles,
      enableSystemLogHandler: systemLogsFolder !== undefined,
      ...shutdown(shutdownPeriods),
      ...(taints === undefined ? {} : { registerWithTaints: taints }),
      registerNode: true,
    },
  };
}

/** Two periods at the usual priorities are the two usual settings. */
function shutdown(periods: NonNullable<KubeletOptions["shutdownPeriods"]>): object {
  const critical = periods.find(({ priority }) => priority === criticalPriority);
  if (periods.length === 0) return { shutdownGracePeriod: "0s", shutdownGracePeriodCriticalPods: "0s" };
  if (periods.length === 2 && critical !== undefined && periods.some(({ priority }) => priority === 0)) {
    return { shutdownGracePeriod: formatGoDuration(totalSeconds(periods) * 1_000), shutdownGracePeriodCriticalPods: formatGoDuration(critical.graceSeconds * 1_000) };
  }
  return { shutdownGracePeriod: "0s", shutdownGracePeriodCriticalPods: "0s", shutdownGracePeriodByPodPriority: periods.map(({ priority, graceSeconds }) => ({ priority, shutdownGracePeriodSeconds: graceSeconds })) };
}
