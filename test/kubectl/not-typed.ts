const deletionLeftover = "kubectl takes it from the flags of its own deletion after --rm, and never reads it";

/** Commands and flags that no group types, each with the reason. What is typed must not stand here. */
export const notTyped: Readonly<Record<string, string>> = {
  "run --filename": deletionLeftover,
  "run --kustomize": deletionLeftover,
  "run --recursive": deletionLeftover,
  "wait --local": "kubectl 1.36 ends in a nil pointer with it; no server is asked",
};
