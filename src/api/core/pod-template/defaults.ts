import type { Container, PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { defaultContainer } from "./default-container.ts";
import { defaultVolume } from "./default-volume.ts";
import { dropDisabledFields } from "./drop-disabled.ts";

/** Fills in what a pod template leaves open. Source: kubernetes pkg/apis/core/v1 SetDefaults_PodSpec and its siblings. */
export function defaultPodTemplate(template: PodTemplateSpec | undefined): void {
  if (template?.spec === undefined) return;
  dropDisabledFields(template.spec, undefined);
  defaultPodSpec(template.spec);
}

/** Fills in what a pod's spec leaves open, for templates and pods alike. Requests are not taken from limits here: only pods do that. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.restartPolicy ??= "Always";
  spec.dnsPolicy ??= "ClusterFirst";
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ??= "default-scheduler";
  spec.securityContext ??= {};
  defaultServiceAccount(spec);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
}

/** `serviceAccount` is the deprecated twin of `serviceAccountName`: both always say the same. Source: conversion of v1.PodSpec. */
function defaultServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  if (spec.serviceAccount !== name) spec.serviceAccount = name;
  if (spec.serviceAccountName !== name) spec.serviceAccountName = name;
}

/** On the host's network a container's port is the host's port. Pods only: templates stay as they were written. Source: defaultHostNetworkPorts. */
export function defaultHostPorts(spec: PodSpec): void {
  if (spec.hostNetwork !== true) return;
  const containers: readonly Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  for (const container of containers) {
    for (const port of container.ports ?? []) {
      if (!port.hostPort) port.hostPort = port.containerPort;
    }
  }
}
