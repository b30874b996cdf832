/** What to do about an image before a container starts. */
export type PullDecision = "use" | "pull" | "refuse";

/** `present` is whether the image is on this node. Source: kubernetes shouldPullImage. */
export function decidePull(policy: string | undefined, present: boolean): PullDecision {
  switch (policy) {
    case "Always":
      return "pull";
    case "Never":
      return present ? "use" : "refuse";
    default:
      return present ? "use" : "pull";
  }
}
