import type { UserInfo } from "../../machinery/request/user.ts";
import { parseServiceAccountUsername } from "./service-account/names.ts";

const nodeNameKey = "authentication.kubernetes.io/node-name";

/** A service account is of the node on which its token's pod runs. */
export function isAssociatedWithNode({ name, extra }: UserInfo, nodeName: string): boolean {
  const nodes = extra?.[nodeNameKey] ?? [];
  return parseServiceAccountUsername(name) !== undefined && nodes.length === 1 && nodes[0] === nodeName;
}
