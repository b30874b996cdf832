import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Compiled code comes and goes with what ran lately, and says nothing of what is kept. */
const codeSpaces = new Set(["code_space", "code_large_object_space", "trusted_space", "trusted_large_object_space", "read_only_space"]);

/** Bytes that live objects and their buffers hold. */
export function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  const objects = getHeapSpaceStatistics().filter(({ space_name: name }) => !codeSpaces.has(name));
  return objects.reduce((sum, { space_used_size: bytes }) => sum + bytes, process.memoryUsage().arrayBuffers);
}
