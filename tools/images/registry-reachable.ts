/** True when Docker's registry answers anything at all within three seconds. */
export async function isRegistryReachable(): Promise<boolean> {
  try {
    await fetch("https://registry-1.docker.io/v2/", { signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
}
