import type { CertificateSigningRequest } from "../../api/types/certificates/v1.gen.ts";
import { Client } from "../../client/client.ts";
import { certificateSigningRequests as requestResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { decideRequest } from "./decide.ts";

/** Signs what was approved for one of Kubernetes' own signers. Source: kubernetes pkg/controller/certificates/signer. */
export const controller: ControllerDefinition = {
  name: "certificate-controller",
  permissions: [
    { apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests"], verbs: ["get", "list", "watch", "delete"] },
    { apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests/status", "certificatesigningrequests/approval"], verbs: ["update"] },
    { apiGroups: ["certificates.k8s.io"], resources: ["signers"], resourceNames: ["kubernetes.io/kube-apiserver-client-kubelet"], verbs: ["approve"] },
    {
      apiGroups: ["certificates.k8s.io"],
      resources: ["signers"],
      resourceNames: ["kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet", "kubernetes.io/kubelet-serving", "kubernetes.io/legacy-unknown"],
      verbs: ["sign"],
    },
    { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

async function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const { clock, informers, transport, signCertificate } = context;
  if (signCertificate === undefined) return; // a cluster without TLS has no CA to sign with
  const requests = informers.informer(requestResource);
  const client = new Client(transport);
  return runQueue(context, {
    name: "certificate",
    what: "certificate signing request",
    subscribe: (queue) => [enqueueKeys(requests, queue)],
    reconcile: async (name) => {
      const request = requests.lister.get("", name);
      if (request === undefined) return;
      const decision = decideRequest(request, clock.now());
      if (decision.type === "Ignore") return;
      const status = decision.type === "Fail" ? failed(request, decision.message, clock.now()) : { ...request.status, certificate: btoa(signCertificate(decision.request, { ...decision, usages: request.spec.usages ?? [] })) };
      try {
        await client.updateStatus(requestResource, deepCopy({ ...request, status }));
      } catch (error) {
        if (!isStatus(error, "NotFound", "Conflict")) throw error; // its own change brings it back
      }
    },
  }, signal);
}

function failed({ status }: CertificateSigningRequest, message: string, now: number): CertificateSigningRequest["status"] {
  return { ...status, conditions: [...(status?.conditions ?? []), { type: "Failed", status: "True", reason: "SignerValidationFailure", message, lastUpdateTime: formatTime(now) }] };
}
