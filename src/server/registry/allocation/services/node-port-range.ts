import { rotated } from "./rotated.ts";

/** Source: kube-apiserver --service-node-port-range. */
export const firstNodePort = 30_000;
export const lastNodePort = 32_767;

/** Ports below are given out last, for people who choose one themselves. Source: kubernetes portallocator calculateRangeOffset. */
const dynamicFrom = 30_086;

export function isNodePort(port: number): boolean {
  return port >= firstNodePort && port <= lastNodePort;
}

/** Every node port once, in the order in which to try them. `chance` is in [0, 1). */
export function* nodePortCandidates(chance: number): Generator<number> {
  for (const port of rotated(BigInt(dynamicFrom), BigInt(lastNodePort), chance)) yield Number(port);
  for (const port of rotated(BigInt(firstNodePort), BigInt(dynamicFrom - 1), chance)) yield Number(port);
}
