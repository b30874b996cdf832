import type { Clock } from "../../../base/clock.ts";
import type { Random } from "../../../base/random.ts";
import type { RuntimeHandler } from "../../cri/contract.ts";
import type { EventHub } from "../../cri/event-hub.ts";
import type { Ipam } from "../shared/ipam.ts";
import type { CgroupLayout } from "../shared/cgroups/cgroup-tree.ts";
import type { Host } from "./host/host.ts";
import type { PodLink } from "./host/sandbox-operations.ts";
import type { ImageStore } from "./images/image-store.ts";
import type { Layout } from "./layout.ts";
import type { PodNetwork } from "./network/nft-rules.ts";
import type { HostLimits } from "./spec/oci-spec.ts";
import type { UserRanges } from "./user-ranges.ts";

/** What the parts of one opened runtime share. */
export interface RuntimeContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly layout: Layout;
  readonly host: Host;
  readonly limits: HostLimits;
  readonly cgroups: CgroupLayout;
  readonly network: PodNetwork;
  readonly link: PodLink;
  readonly ipam: Ipam;
  readonly userRanges: UserRanges;
  readonly hub: EventHub;
  readonly images: ImageStore;
  readonly handlers: readonly RuntimeHandler[];
  /** The kernel's id of this boot. */
  readonly bootId: string;
}
