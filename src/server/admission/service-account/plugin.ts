import type { Pod, ServiceAccount } from "../../../api/types/core/v1.gen.ts";
import type { Random } from "../../../base/random.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { serviceAccounts } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { isCore, refuse } from "../shared/refuse.ts";
import { mountToken } from "./mount-token.ts";

const defaultName = "default";
/** Set on the API's copy of a pod that a kubelet runs from its own files. */
const mirrorAnnotation = "kubernetes.io/config.mirror";

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
    if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) {
      if (pod.spec.serviceAccountName) throw refuse(attributes, "a mirror pod may not reference service accounts");
      return;
    }
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

function applyAccount(pod: Pod, account: ServiceAccount, random: Random): void {
  const automount = pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  if (automount) mountToken(pod.spec, random);
  if (!pod.spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    pod.spec.imagePullSecrets = account.imagePullSecrets.map((ref) => ({ ...ref }));
  }
}
