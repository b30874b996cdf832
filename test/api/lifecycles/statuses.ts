const time = "2026-01-02T03:04:05Z";
const condition = { type: "Patched", status: "True", reason: "Tried", message: "by a test", lastTransitionTime: time };

/** What a status endpoint is sent, and stores as it is: what upstream's conformance tests send where they do. By plural. */
export const statuses: Readonly<Record<string, object>> = {
  "admissionregistration.k8s.io/validatingadmissionpolicies": { observedGeneration: 1, conditions: [condition] },
  "apiextensions.k8s.io/customresourcedefinitions": { conditions: [condition] },
  "apiregistration.k8s.io/apiservices": { conditions: [condition] },
  "apps/daemonsets": { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0, conditions: [condition] },
  "apps/deployments": { conditions: [condition] },
  "apps/replicasets": { replicas: 0, conditions: [condition] },
  "apps/statefulsets": { replicas: 0, availableReplicas: 0, conditions: [condition] },
  "autoscaling/horizontalpodautoscalers": { desiredReplicas: 3, lastScaleTime: time },
  "batch/cronjobs": { lastScheduleTime: time, lastSuccessfulTime: time },
  "batch/jobs": { conditions: [condition] },
  "certificates.k8s.io/certificatesigningrequests": { conditions: [{ ...condition, lastUpdateTime: time }] },
  "flowcontrol.apiserver.k8s.io/flowschemas": { conditions: [condition] },
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": { conditions: [condition] },
  "networking.k8s.io/ingresses": { loadBalancer: { ingress: [{ ip: "169.1.1.1" }] } },
  "networking.k8s.io/servicecidrs": { conditions: [condition] },
  "policy/poddisruptionbudgets": { currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2, disruptedPods: { gone: time } },
  "resource.k8s.io/resourceclaims": { allocation: { nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["here"] }] }] }, devices: {} } },
  "storage.k8s.io/volumeattachments": { attached: true },
  "/nodes": { conditions: [condition] },
  "/persistentvolumeclaims": { conditions: [condition] },
  "/persistentvolumes": { message: "by a test", reason: "Tried" },
  "/pods": { message: "by a test", reason: "Tried" },
  "/replicationcontrollers": { replicas: 0, conditions: [condition] },
  "/resourcequotas": { hard: { pods: "5" }, used: { pods: "1" } },
  "/services": { loadBalancer: { ingress: [{ ip: "203.0.113.1", ipMode: "VIP" }] }, conditions: [condition] },
};

/** Plurals whose status endpoint takes no metadata either. */
export const withoutMetadata: readonly string[] = ["validatingadmissionpolicies", "apiservices", "servicecidrs", "resourceclaims", "volumeattachments", "flowschemas", "prioritylevelconfigurations"];
