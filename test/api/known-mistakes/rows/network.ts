import { invalidChange, invalidNew } from "../invalid.ts";
import { ingress, manifest, service } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, portRange } from "../words.ts";

export const title = "services, ingresses, network policies, endpoints";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const net = "kubernetes pkg/apis/networking/validation/validation.go";
const rule = (path: object) => ingress({ rules: [{ http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "x", port: { number: 80 } } }, ...path }] } }] });
const policy = (spec: object) => manifest("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {}, ...spec } });
const endpoints = (subset: object) => manifest("v1", "Endpoints", { subsets: [subset] });
const ingressClass = (spec: object) => manifest("networking.k8s.io/v1", "IngressClass", { spec });
const slice = (rest: object) => manifest("discovery.k8s.io/v1", "EndpointSlice", { addressType: "IPv4", endpoints: [{ addresses: ["10.0.0.1"] }], ...rest });

export const mistakes = [
  ...invalidNew("Service", [
    ["no ports", service({ ports: [] }), "spec.ports: Required value", `${core} ValidateService`],
    ["a name that begins with a dash", service({}, { name: "-a" }), `metadata.name: Invalid value: "-a": ${dnsLabel}`, `${core} ValidateServiceName`],
    ["a name with a dot", service({}, { name: "a.b" }), 'metadata.name: Invalid value: "a.b": must not contain dots', `${core} ValidateServiceName`],
    ["two ports without names", service({ ports: [{ port: 80 }, { port: 81 }] }), ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"], `${core} validateServicePort`],
    ["two ports of one name", service({ ports: [{ name: "a", port: 80 }, { name: "a", port: 81 }] }), 'spec.ports[1].name: Duplicate value: "a"', `${core} validateServicePort`],
    ["one port twice", service({ ports: [{ name: "a", port: 80 }, { name: "b", port: 80 }] }), 'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}', `${core} ValidateService`],
    ["port 0", service({ ports: [{ port: 0 }] }), [`spec.ports[0].port: Invalid value: 0: ${portRange}`, `spec.ports[0].targetPort: Invalid value: 0: ${portRange}`], `${core} validateServicePort`],
    ["port 65536", service({ ports: [{ port: 65536 }] }), [`spec.ports[0].port: Invalid value: 65536: ${portRange}`, `spec.ports[0].targetPort: Invalid value: 65536: ${portRange}`], `${core} validateServicePort`],
    ["a target port of 0", service({ ports: [{ port: 80, targetPort: 70000 }] }), `spec.ports[0].targetPort: Invalid value: 70000: ${portRange}`, `${core} ValidatePortNumOrName`],
    ["a target port whose name is too long", service({ ports: [{ port: 80, targetPort: "abcdefghijklmnop" }] }), 'spec.ports[0].targetPort: Invalid value: "abcdefghijklmnop": must be no more than 15 characters', `${core} ValidatePortNumOrName`],
    ["a port name with an underscore", service({ ports: [{ name: "a_b", port: 80 }] }), `spec.ports[0].name: Invalid value: "a_b": ${dnsLabel}`, `${core} validateServicePort`],
    ["a protocol nobody knows", service({ ports: [{ port: 80, protocol: "HTTP" }] }), 'spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"', `${core} validateServicePort`],
    ["a type nobody knows", service({ type: "Public" }), 'spec.type: Unsupported value: "Public": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"', `${core} ValidateService`],
    ["an affinity nobody knows", service({ sessionAffinity: "Cookie" }), 'spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"', `${core} ValidateService`],
    ["an external name in no type for it", service({ type: "ExternalName" }), "spec.externalName: Required value", `${core} ValidateService`],
    ["a node port of a cluster IP", service({ ports: [{ port: 80, nodePort: 30080 }] }), "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'", `${core} ValidateService`],
    ["a node port out of range", service({ type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }), "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767", "kubernetes pkg/registry/core/service/portallocator ErrNotInRange"],
    ["a cluster IP that is none", service({ clusterIP: "x", clusterIPs: ["x"] }), 'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["an external IP that is none", service({ externalIPs: ["x"] }), 'spec.externalIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', `${core} ValidateService`],
    ["an external IP of this machine", service({ externalIPs: ["127.0.0.1"] }), 'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)', `${core} ValidateNonSpecialIP`],
    ["a policy outside that needs another type", service({ externalTrafficPolicy: "Local" }), "spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services", `${core} validateServiceExternalTrafficPolicy`],
    ["an affinity of no time", service({ sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } }), "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400", `${core} validateAffinityTimeout`],
    ["a selector's value with a space", service({ selector: { a: "b c" } }), "spec.selector: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')", `${core} ValidateService`],
    ["an external name with addresses", service({ type: "ExternalName", externalName: "a.b", clusterIP: "10.96.1.1", ipFamilyPolicy: "SingleStack" }), ["spec.clusterIPs: Forbidden: may not be set for ExternalName services", "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services"], `${core} ValidateService`],
    ["no head and a node port", service({ type: "NodePort", clusterIP: "None" }), "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services", `${core} ValidateService`],
    ["addresses without the first", service({ clusterIPs: ["10.96.1.1"] }), 'spec.clusterIPs: Invalid value: ["10.96.1.1"]: must be empty when `clusterIP` is not specified', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["another first address", service({ clusterIP: "10.96.1.1", clusterIPs: ["10.96.1.2"] }), 'spec.clusterIPs: Invalid value: ["10.96.1.2"]: first value must match `clusterIP`', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["no head beside a head", service({ clusterIP: "None", clusterIPs: ["None", "10.96.1.1"] }), "spec.clusterIPs: Invalid value: [\"None\",\"10.96.1.1\"]: 'None' must be the first and only value", `${core} ValidateServiceClusterIPsRelatedFields`],
    ["two addresses of one family", service({ clusterIP: "10.96.1.1", clusterIPs: ["10.96.1.1", "10.96.1.2"] }), 'spec.clusterIPs: Invalid value: ["10.96.1.1","10.96.1.2"]: may specify no more than one IP for each IP family', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["a family nobody knows", service({ ipFamilies: ["IPv5"] }), 'spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["a family twice", service({ ipFamilies: ["IPv4", "IPv4"] }), 'spec.ipFamilies[1]: Duplicate value: "IPv4"', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["a policy of families nobody knows", service({ ipFamilyPolicy: "Both" }), 'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"', `${core} ValidateServiceClusterIPsRelatedFields`],
    ["a class of no name", service({ type: "LoadBalancer", loadBalancerClass: "a b" }), "spec.loadBalancerClass: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')", `${core} validateLoadBalancerClassField`],
    ["ranges without a balancer", service({ loadBalancerSourceRanges: ["10.0.0.0/8", "x"] }), ["spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'", 'spec.LoadBalancerSourceRanges[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'], `${core} ValidateService`],
    ["ranges by annotation without a balancer", service({}, { annotations: { "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8" } }), "metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: may only be used when `type` is 'LoadBalancer'", `${core} ValidateService`],
    ["hints of two minds", service({}, { annotations: { "service.kubernetes.io/topology-aware-hints": "Auto", "service.kubernetes.io/topology-mode": "Off" } }), 'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Off": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified', `${core} ValidateService`],
    ["a node port twice", service({ type: "NodePort", ports: [{ name: "a", port: 80, nodePort: 30079 }, { name: "b", port: 81, nodePort: 30079 }] }), "spec.ports[1].nodePort: Invalid value: 30079: provided port is already allocated", "kubernetes pkg/registry/core/service/storage/alloc.go allocateNodePorts"],
    ["several at once, in upstream's order", service({ type: "Public", sessionAffinity: "Cookie", ports: [{ port: 0, targetPort: 1 }], internalTrafficPolicy: "Some" }), [`spec.ports[0].port: Invalid value: 0: ${portRange}`, 'spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"', 'spec.type: Unsupported value: "Public": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"', 'spec.internalTrafficPolicy: Unsupported value: "Some": supported values: "Cluster", "Local"'], `${core} ValidateService`],
  ]),
  ...invalidChange("Service", [
    ["another cluster IP", service(), { spec: { clusterIP: "10.96.7.7", clusterIPs: ["10.96.7.7"] } }, 'spec.clusterIPs[0]: Invalid value: ["10.96.7.7"]: may not change once set', `${core} validateUpgradeDowngradeClusterIPs`],
  ]),
  ...invalidNew("Ingress.networking.k8s.io", [
    ["neither rules nor a default", ingress({ defaultBackend: undefined }), "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified", `${net} ValidateIngressSpec`],
    ["a path without a type", rule({ pathType: undefined }), "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified", `${net} validateHTTPIngressPath`],
    ["a path type nobody knows", rule({ pathType: "Regex" }), 'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"', `${net} validateHTTPIngressPath`],
    ["a path from nowhere", rule({ path: "a" }), 'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path', `${net} validateHTTPIngressPath`],
    ["a path with two slashes", rule({ path: "/a//b" }), "spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'", `${net} validateHTTPIngressPath`],
    ["no paths", ingress({ rules: [{ http: { paths: [] } }] }), "spec.rules[0].http.paths: Required value", `${net} validateHTTPIngressRuleValue`],
    ["a host that is an address", ingress({ rules: [{ host: "10.0.0.1" }] }), 'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address', `${net} validateIngressRules`],
    ["a host in upper case", ingress({ rules: [{ host: "A.b" }] }), `spec.rules[0].host: Invalid value: "A.b": ${dnsSubdomain}`, `${net} validateIngressRules`],
    ["a star in the middle of a host", ingress({ rules: [{ host: "a.*.b" }] }), `spec.rules[0].host: Invalid value: "a.*.b": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`, `${net} validateIngressRules`],
    ["a backend of nothing", rule({ backend: {} }), "spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service backend is required", `${net} validateIngressBackend`],
    ["a backend of a service without a name", rule({ backend: { service: { name: "", port: { number: 80 } } } }), "spec.rules[0].http.paths[0].backend.service.name: Required value", `${net} validateIngressBackend`],
    ["a backend of a service without a port", rule({ backend: { service: { name: "x" } } }), "spec.rules[0].http.paths[0].backend: Required value: port name or number is required", `${net} validateIngressBackend`],
    ["a backend of a service with two ports", rule({ backend: { service: { name: "x", port: { name: "a", number: 80 } } } }), "spec.rules[0].http.paths[0].backend: Invalid value: \"\": cannot set both port name & port number", `${net} validateIngressBackend`],
    ["a backend of both sorts", rule({ backend: { service: { name: "x", port: { number: 80 } }, resource: { kind: "A", name: "b" } } }), "spec.rules[0].http.paths[0].backend: Invalid value: \"\": cannot set both resource and service backends", `${net} validateIngressBackend`],
    ["a class that is no name", ingress({ ingressClassName: "A" }), `spec.ingressClassName: Invalid value: "A": ${dnsSubdomain}`, `${net} ValidateIngressCreate`],
    ["a secret that is no name", ingress({ tls: [{ secretName: "A" }] }), `spec.tls[0].secretName: Invalid value: "A": ${dnsSubdomain}`, `${net} validateIngressTLS`],
    ["a backend of a resource without a name", rule({ backend: { resource: { kind: "A", name: "" } } }), "spec.rules[0].http.paths[0].backend.resource.name: Required value", `${net} validateIngressTypedLocalObjectReference`],
    ["classes of two minds", { ...ingress({ ingressClassName: "a" }), metadata: { name: "x", annotations: { "kubernetes.io/ingress.class": "b" } } }, 'annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified', `${net} ValidateIngressCreate`],
  ]),
  ...invalidNew("NetworkPolicy.networking.k8s.io", [
    ["a peer of nobody", policy({ ingress: [{ from: [{}] }] }), "spec.ingress[0].from[0]: Required value: must specify a peer", `${net} ValidateNetworkPolicyPeer`],
    ["a block beside a selector", policy({ ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }] }] }), "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer", `${net} ValidateNetworkPolicyPeer`],
    ["a block that is none", policy({ ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/33" } }] }] }), 'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)', `${net} ValidateIPBlock`],
    ["a block without a range", policy({ ingress: [{ from: [{ ipBlock: { cidr: "" } }] }] }), "spec.ingress[0].from[0].ipBlock.cidr: Required value", `${net} ValidateIPBlock`],
    ["an exception outside of its block", policy({ ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["11.0.0.0/16"] } }] }] }), 'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`', `${net} ValidateIPBlock`],
    ["a direction nobody knows", policy({ policyTypes: ["Sideways"] }), 'spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"', `${net} ValidateNetworkPolicySpec`],
    ["three directions", policy({ policyTypes: ["Ingress", "Egress", "Ingress"] }), 'spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes', `${net} ValidateNetworkPolicySpec`],
    ["a range of ports without its start", policy({ ingress: [{ ports: [{ endPort: 90 }] }] }), "spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified", `${net} ValidateNetworkPolicyPort`],
    ["a range that ends before it starts", policy({ ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }), "spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`", `${net} ValidateNetworkPolicyPort`],
    ["a range from a name", policy({ ingress: [{ ports: [{ port: "http", endPort: 80 }] }] }), "spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be specified when `port` is non-numeric", `${net} ValidateNetworkPolicyPort`],
    ["a policy's protocol nobody knows", policy({ ingress: [{ ports: [{ port: 80, protocol: "ICMP" }] }] }), 'spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"', `${net} ValidateNetworkPolicyPort`],
  ]),
  ...invalidNew("EndpointSlice.discovery.k8s.io", [
    ["an endpoint on this machine", slice({ endpoints: [{ addresses: ["127.0.0.1"] }] }), 'endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)', `${core} ValidateNonSpecialIP`],
    ["an endpoint of another family", slice({ endpoints: [{ addresses: ["2001:db8::1"] }] }), 'endpoints[0].addresses: Invalid value: "2001:db8::1": must be an IPv4 address', "kubernetes pkg/apis/discovery/validation validateEndpoints"],
    ["a name of one part", slice({ addressType: "FQDN", endpoints: [{ addresses: ["a"] }] }), 'endpoints[0].addresses[0]: Invalid value: "a": should be a domain with at least two segments separated by dots', "apimachinery util/validation IsFullyQualifiedDomainName"],
    ["an application's protocol that is none", slice({ ports: [{ port: 80, appProtocol: "a/b/c" }] }), "ports[0].appProtocol: Invalid value…", "kubernetes pkg/apis/discovery/validation validatePorts"],
    ["a slice without a type of address", slice({ addressType: "" }), "addressType: Required value", "kubernetes pkg/apis/discovery/validation validateAddressType"],
    ["a slice of a type nobody knows", slice({ addressType: "IPX" }), 'addressType: Unsupported value: "IPX": supported values: "FQDN", "IPv4", "IPv6"', "kubernetes pkg/apis/discovery/validation validateAddressType"],
    ["an endpoint without addresses", slice({ endpoints: [{ addresses: [] }] }), "endpoints[0].addresses: Required value: must contain at least 1 address", "kubernetes pkg/apis/discovery/validation validateEndpoints"],
  ]),
  ...invalidNew("Endpoints", [
    ["a subset of nobody", endpoints({}), "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`", `${core} validateEndpointSubsets`],
    ["an address that is none", endpoints({ addresses: [{ ip: "x" }] }), ['subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', 'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address'], `${core} validateEndpointAddress`],
    ["an address of the link", endpoints({ addresses: [{ ip: "169.254.1.1" }] }), 'subsets[0].addresses[0].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)', `${core} ValidateNonSpecialIP`],
    ["a host's name in upper case", endpoints({ addresses: [{ ip: "10.0.0.1", hostname: "A" }] }), `subsets[0].addresses[0].hostname: Invalid value: "A": ${dnsLabel}`, `${core} validateEndpointAddress`],
    ["a node's name in upper case", endpoints({ addresses: [{ ip: "10.0.0.1", nodeName: "A" }] }), `subsets[0].addresses[0].nodeName: Invalid value: "A": ${dnsSubdomain}`, `${core} validateEndpointAddress`],
    ["two ports of endpoints without names", endpoints({ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }, { port: 81 }] }), ["subsets[0].ports[0].name: Required value", "subsets[0].ports[1].name: Required value"], `${core} validateEndpointPort`],
  ]),
  ...invalidNew("IngressClass.networking.k8s.io", [
    ["a class of no controller", ingressClass({ controller: "" }), "spec.controller: Required value", `${net} validateIngressClassSpec`],
    ["a controller without a domain", ingressClass({ controller: "nginx" }), 'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")', "apimachinery util/validation IsDomainPrefixedPath"],
    ["a controller of a path that is none", ingressClass({ controller: "a.b/c d" }), "spec.controller: Invalid value: \"c d\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')", "apimachinery util/validation IsDomainPrefixedPath"],
    ["a controller of 251 characters", ingressClass({ controller: `a.b/${"c".repeat(247)}` }), "spec.controller: Too long: may not be more than 250 bytes", `${net} validateIngressClassSpec`],
    ["parameters of no kind", ingressClass({ controller: "a.b/c", parameters: { kind: "", name: "x" } }), "spec.parameters.kind: Required value", `${net} validateIngressClassParametersReference`],
    ["parameters of a scope nobody knows", ingressClass({ controller: "a.b/c", parameters: { kind: "A", name: "x", scope: "World" } }), 'spec.parameters.scope: Unsupported value: "World": supported values: "Cluster", "Namespace"', `${net} validateIngressClassParametersReference`],
    ["parameters of no namespace", ingressClass({ controller: "a.b/c", parameters: { kind: "A", name: "x", scope: "Namespace" } }), "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'", `${net} validateIngressClassParametersReference`],
    ["parameters of a namespace too many", ingressClass({ controller: "a.b/c", parameters: { kind: "A", name: "x", namespace: "y" } }), "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'", `${net} validateIngressClassParametersReference`],
  ]),
];
