/** Names that the Job controller puts on its pods. Source: kubernetes api batch/v1. */
export const trackingFinalizer = "batch.kubernetes.io/job-tracking";
export const completionIndexAnnotation = "batch.kubernetes.io/job-completion-index";
export const indexFailureCountAnnotation = "batch.kubernetes.io/job-index-failure-count";
export const indexIgnoredFailureCountAnnotation = "batch.kubernetes.io/job-index-ignored-failure-count";

/** The value of `spec.managedBy` that means us; absent means us too. */
export const jobControllerName = "kubernetes.io/job-controller";
