import type { Ingress } from "../../../api/types/networking/v1.gen.ts";
import { ingressClasses } from "../../resources.ts";
import type { AdmissionPluginFactory } from "../context.ts";
import { newestDefault } from "../shared/newest-default.ts";

/** Ingresses that name no class get the default one. Source: kubernetes plugin/pkg/admission/network/defaultingressclass. */
export const plugin: AdmissionPluginFactory = ({ objects }) => ({
  name: "DefaultIngressClass",
  order: 150,
  handles: ({ operation, info, subresource }) => operation === "CREATE" && info.group === "networking.k8s.io" && info.resource === "ingresses" && subresource === undefined,
  mutate({ object }) {
    const ingress = object as Ingress;
    if (ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.["kubernetes.io/ingress.class"] !== undefined) return;
    const found = newestDefault(objects.list(ingressClasses), ["ingressclass.kubernetes.io/is-default-class"]);
    if (found !== undefined) ingress.spec.ingressClassName = found.metadata?.name;
  },
});
