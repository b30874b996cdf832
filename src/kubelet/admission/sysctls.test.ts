import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodSpec } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { admitPod } from "./admit-pod.ts";

const sysctl = (name: string, more: Partial<PodSpec> = {}): Partial<PodSpec> => ({ securityContext: { sysctls: [{ name, value: "1" }] }, ...more });

const rows: { name: string; spec: Partial<PodSpec>; refusal: [reason: string, message: string] | undefined }[] = [
  { name: "a safe sysctl is allowed", spec: sysctl("net.ipv4.tcp_syncookies"), refusal: undefined },
  { name: "slashes are as good as dots", spec: sysctl("net/ipv4/tcp_syncookies"), refusal: undefined },
  { name: "any other is not", spec: sysctl("kernel.msgmax"), refusal: ["SysctlForbidden", 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted'] },
  { name: "the host's network is not the pod's to change", spec: sysctl("net.ipv4.tcp_syncookies", { hostNetwork: true }), refusal: ["SysctlForbidden", 'Pod was rejected: forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled'] },
  { name: "nor is the host's IPC", spec: sysctl("kernel.shm_rmid_forced", { hostIPC: true }), refusal: ["SysctlForbidden", 'Pod was rejected: forbidden sysctl: "kernel.shm_rmid_forced" not allowed with host ipc enabled'] },
  { name: "a profile of AppArmor cannot be enforced", spec: { containers: [aContainer({ securityContext: { appArmorProfile: { type: "RuntimeDefault" } } })] }, refusal: ["AppArmor", "Pod was rejected: Cannot enforce AppArmor: AppArmor is not enabled on the host"] },
  { name: "Unconfined asks for nothing", spec: { securityContext: { appArmorProfile: { type: "Unconfined" } } }, refusal: undefined },
];
for (const { name, spec, refusal } of rows) {
  test(`admission: ${name}`, () => {
    const ending = admitPod(aPod({ spec }), undefined, { atMost: 0, list: () => [] });
    assert.deepEqual(ending?.type === "Failed" ? [ending.reason, ending.message] : undefined, refusal);
  });
}
