import type { Clock } from "../../../base/clock.ts";
import type { Random } from "../../../base/random.ts";
import type { Script } from "./script.ts";
import { defaultScript } from "./script.ts";
import type { SimulatedImagesOptions } from "./simulated-images.ts";
import { SimulatedImages } from "./simulated-images.ts";
import { SimulatedRuntime } from "./simulated-runtime.ts";

export interface SimulatedRuntimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Decides how each container behaves. Default: `defaultScript`. */
  readonly script?: Script;
  /** Where pod addresses come from. Default `10.64.0.0/24`; give each node its own. */
  readonly podCidr?: string;
  readonly images?: SimulatedImagesOptions;
}

/** A runtime and its images for one simulated node. Nothing of it outlives the object. */
export function createSimulatedRuntime(options: SimulatedRuntimeOptions): { readonly runtime: SimulatedRuntime; readonly images: SimulatedImages } {
  const { clock, random, script = defaultScript, podCidr = "10.64.0.0/24", images = {} } = options;
  return { runtime: new SimulatedRuntime({ clock, random, script, podCidr }), images: new SimulatedImages(clock, images) };
}
