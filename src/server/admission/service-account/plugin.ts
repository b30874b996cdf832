import { refersToSecret } from "../../../api/core/pod/api-references.ts";
import { isMirrorPod } from "../../../api/core/pod/mirror.ts";
import type { Pod, ServiceAccount } from "../../../api/types/core/v1.gen.ts";
import type { Random } from "../../../base/random.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import { serviceAccounts } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore, refuse } from "../shared/refuse.ts";
import { mountToken } from "./mount-token.ts";

const defaultName = "default";

/**
 * Gives every pod a service account that exists, the account's pull secrets, and a token that renews itself.
 * Source: kubernetes plugin/pkg/admission/serviceaccount.
 */
export const plugin: AdmissionPluginFactory = ({ objects, random }) => ({
  name: "ServiceAccount",
  order: 30,
  handles: (attributes) => attributes.operation === "CREATE" && isCore(attributes, "pods"),

  async mutate(attributes) {
    const pod = attributes.object as Pod;
    if (isMirrorPod(pod)) return checkMirror(attributes, pod);
    const name = pod.spec.serviceAccountName || defaultName;
    pod.spec.serviceAccountName = name;
    pod.spec.serviceAccount = name;
    const namespace = attributes.namespace ?? "";
    const account = await objects.find(serviceAccounts, namespace, name);
    if (account === undefined) {
      throw refuse(attributes, `error looking up service account ${namespace}/${name}: serviceaccount ${quote(name)} not found`);
    }
    applyAccount(pod, account, random);
  },
});

/** What a kubelet shows of its own files has no account, and no secrets either. */
function checkMirror(attributes: AdmissionAttributes, { spec }: Pod): void {
  if (spec.serviceAccountName) throw refuse(attributes, "a mirror pod may not reference service accounts");
  if (refersToSecret(spec)) throw refuse(attributes, "a mirror pod may not reference secrets");
  const usesToken = (spec.volumes ?? []).some((volume) => volume.projected?.sources?.some((source) => source.serviceAccountToken !== undefined));
  if (usesToken) throw refuse(attributes, "a mirror pod may not use ServiceAccountToken volume projections");
}

function applyAccount(pod: Pod, account: ServiceAccount, random: Random): void {
  const automount = pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  if (automount) mountToken(pod.spec, random);
  if (!pod.spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    pod.spec.imagePullSecrets = account.imagePullSecrets.map((ref) => ({ ...ref }));
  }
}
