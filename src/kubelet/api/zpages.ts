import { kubernetesVersion } from "../../api/version.ts";
import { type Flags, flagzPage } from "../../machinery/zpages/flagz.ts";
import { statuszPage } from "../../machinery/zpages/statusz.ts";
import { answerZpage, type Zpage } from "../../machinery/zpages/zpage.ts";
import type { HeaderReader, KubeletPage } from "../../machinery/streaming/kubelet-api.ts";

export interface ZpagesOptions {
  readonly startedAt: number;
  readonly now: () => number;
  /** A number below `count`, by chance. */
  readonly pick: (count: number) => number;
  /** What the process was told on its command line; absent: there is no `/flagz`. */
  readonly flags?: Flags;
}

/** The pages that upstream's kubelet names in its own `/statusz`: those that stand at a path of their own. */
const paths = ["/configz", "/healthz", "/metrics"];

/** `/statusz` and `/flagz`; undefined for the latter where the flags are not known. Source: kubernetes pkg/kubelet/server InstallZPages. */
export function zpage(which: "statusz" | "flagz", query: URLSearchParams, header: HeaderReader, options: ZpagesOptions): KubeletPage | undefined {
  const page = which === "statusz" ? statusz(options) : flagz(options);
  return page && answerZpage(page, { query, header, pick: options.pick });
}

function statusz({ startedAt, now, flags }: ZpagesOptions): Zpage {
  return statuszPage({ component: "kubelet", startedAt, now: now(), gitVersion: kubernetesVersion, paths: flags === undefined ? paths : [...paths, "/flagz"] });
}

function flagz({ flags }: ZpagesOptions): Zpage | undefined {
  return flags === undefined ? undefined : flagzPage("kubelet", flags);
}
