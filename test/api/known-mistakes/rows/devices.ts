import { invalidChange, invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, immutable, labelValue, qualifiedName } from "../words.ts";

export const title = "classes, claims and slices of devices";

const source = "kubernetes pkg/apis/resource/validation/validation.go";
const core = "kubernetes pkg/apis/core/validation/validation.go";
const of = (kind: string, spec: object, rest: object = {}) => manifest("resource.k8s.io/v1", kind, { spec, ...rest });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const cIdentifier = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";
const overLong = "x".repeat(10 * 1024 + 1);

const opaque = (overrides: object = {}) => ({ opaque: { driver: "d.io", parameters: { a: 1 }, ...overrides } });
const deviceClass = (spec: object) => of("DeviceClass", spec);

const exactly = (overrides: object = {}) => ({ name: "r", exactly: { deviceClassName: "c", ...overrides } });
const claim = (devices: object) => of("ResourceClaim", { devices });
const asking = (overrides: object) => claim({ requests: [exactly(overrides)] });
const choosing = (...firstAvailable: object[]) => claim({ requests: [{ name: "r", firstAvailable }] });
const claiming = (rest: object) => claim({ requests: [exactly()], ...rest });
const request = "spec.devices.requests[0]";
const noSuchRequest = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

const template = (spec: object) => of("ResourceClaimTemplate", spec);

const pool = { name: "p", resourceSliceCount: 1 };
const slice = (spec: object) => of("ResourceSlice", { driver: "d.io", nodeName: "n", pool, ...spec });
const device = (overrides: object) => slice({ devices: [{ name: "d", ...overrides }] });
const ownNodes = (overrides: object) => of("ResourceSlice", { driver: "d.io", pool, perDeviceNodeSelection: true, devices: [{ name: "d", ...overrides }] });
const capacity = (value: string, requestPolicy: object, rest: object = { allowMultipleAllocations: true }) => device({ ...rest, capacity: { m: { value, requestPolicy } } });
const range = (validRange: object, wanted = "2") => capacity("8", { default: wanted, validRange });
const policy = "spec.devices[0].capacity[m].requestPolicy";
const counters = { c: { value: "1" } };
const ways = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
const deviceWays = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec";

const result = (overrides: object = {}) => ({ request: "r", driver: "d.io", pool: "p", device: "d", ...overrides });
const allocated = (overrides: object = {}, rest: object = {}) => ({ status: { allocation: { devices: { results: [result(overrides)] }, ...rest } } });
const used = (...devices: object[]) => ({ status: { allocation: { devices: { results: [result()] } }, devices: devices.map((one) => ({ driver: "d.io", pool: "p", device: "d", ...one })) } });
const results = "status.allocation.devices.results[0]";
const adminAccess = "admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace";
const uid = "00000000-0000-0000-0000-00000000000a";

export const mistakes = [
  ...invalidNew("DeviceClass.resource.k8s.io", [
    ["a selector that says nothing", deviceClass({ selectors: [{}] }), "spec.selectors[0].cel: Required value", `${source} validateSelector`],
    ["a selector's expression that is too long", deviceClass({ selectors: [{ cel: { expression: overLong } }] }), "spec.selectors[0].cel.expression: Too long: may not be more than 10240 bytes", `${source} validateCELSelector`],
    ["33 selectors", deviceClass({ selectors: many(33, () => ({})) }), "spec.selectors: Too many: 33: must have at most 32 items", `${source} validateSlice`],
    ["a configuration of nothing", deviceClass({ config: [{}] }), "spec.config[0].opaque: Required value", `${source} validateDeviceConfiguration`],
    ["33 configurations", deviceClass({ config: many(33, () => ({})) }), "spec.config: Too many: 33: must have at most 32 items", `${source} validateSlice`],
    ["a configuration of no driver and no parameters", deviceClass({ config: [{ opaque: {} }] }), ["spec.config[0].opaque.driver: Required value", "spec.config[0].opaque.parameters: Required value"], `${source} validateOpaqueConfiguration`],
    ["a configuration's driver that is no name", deviceClass({ config: [opaque({ driver: "A_B!" })] }), `spec.config[0].opaque.driver: Invalid value: "A_B!": ${dnsSubdomain}`, `${core} ValidateCSIDriverName`],
    ["parameters that are a list", deviceClass({ config: [opaque({ parameters: [1] })] }), 'spec.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object', `${source} validateRawExtension`],
    ["parameters that are too long", deviceClass({ config: [opaque({ parameters: { a: overLong } })] }), "spec.config[0].opaque.parameters: Too long: may not be more than 10240 bytes", `${source} validateRawExtension`],
    ["a class of a resource of Kubernetes", deviceClass({ extendedResourceName: "cpu" }), 'spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name', `${source} validateDeviceClassSpec`],
  ]),
  ...invalidChange("DeviceClass.resource.k8s.io", [
    ["a class that comes to select by nothing", deviceClass({}), { spec: { selectors: [{}] } }, "spec.selectors[0].cel: Required value", `${source} ValidateDeviceClassUpdate`],
  ]),
  ...invalidNew("ResourceClaim.resource.k8s.io", [
    ["a request that asks for nothing", claim({ requests: [{ name: "r" }] }), `${request}: Required value: exactly one of \`exactly\` or \`firstAvailable\` is required`, `${source} validateDeviceRequest`],
    ["a request that asks in two ways", claim({ requests: [{ ...exactly(), firstAvailable: [{ name: "s", deviceClassName: "c" }] }] }), `${request}: Invalid value: null: exactly one of \`exactly\` or \`firstAvailable\` is required, but multiple fields are set`, `${source} validateDeviceRequest`],
    ["a request without a name", claim({ requests: [{ ...exactly(), name: "" }] }), `${request}.name: Invalid value: "": ${dnsLabel}`, `${core} ValidateDNS1123Label`],
    ["two requests of one name", claim({ requests: [exactly(), exactly()] }), 'spec.devices.requests[1]: Duplicate value: "r"', `${source} validateSet`],
    ["33 requests", claim({ requests: many(33, () => exactly()) }), "spec.devices.requests: Too many: 33: must have at most 32 items", `${source} validateSet`],
    ["a device of no class", asking({ deviceClassName: "" }), `${request}.exactly.deviceClassName: Required value`, `${source} validateDeviceClass`],
    ["a device of a class that cannot be", asking({ deviceClassName: "A" }), `${request}.exactly.deviceClassName: Invalid value: "A": ${dnsSubdomain}`, `${source} validateDeviceClass`],
    ["a request's selector that says nothing", asking({ selectors: [{}] }), `${request}.exactly.selectors[0].cel: Required value`, `${source} validateSelector`],
    ["fewer than no devices", asking({ count: -1 }), `${request}.exactly.count: Invalid value: -1: must be greater than zero`, `${source} validateDeviceAllocationMode`],
    ["all devices, and two", asking({ allocationMode: "All", count: 2 }), `${request}.exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'`, `${source} validateDeviceAllocationMode`],
    ["devices in a mode that nobody knows", asking({ allocationMode: "Some" }), `${request}.exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"`, `${source} validateDeviceAllocationMode`],
    ["a device's taint that is tolerated with a value though any will do", asking({ tolerations: [{ key: "k", operator: "Exists", value: "v" }] }), `${request}.exactly.tolerations[0].value: Invalid value: "v": must be empty for operator \`Exists\``, `${source} validateDeviceToleration`],
    ["a device's taint of a value that no label has", asking({ tolerations: [{ key: "k", value: "a b" }] }), `${request}.exactly.tolerations[0].value: Invalid value: "a b": ${labelValue}`, `${source} validateLabelValue`],
    [
      "a device's taint that is tolerated in unknown ways",
      asking({ tolerations: [{ key: "a b", operator: "Like", effect: "NoRun" }] }),
      [
        `${request}.exactly.tolerations[0].key: Invalid value: "a b": ${qualifiedName}`,
        `${request}.exactly.tolerations[0].operator: Unsupported value: "Like": supported values: "Equal", "Exists"`,
        `${request}.exactly.tolerations[0].effect: Unsupported value: "NoRun": supported values: "NoExecute", "NoSchedule", "None"`,
      ],
      `${source} validateDeviceToleration`,
    ],
    ["a choice between two of one name", choosing({ name: "s", deviceClassName: "c" }, { name: "s", deviceClassName: "c" }), `${request}.firstAvailable[1]: Duplicate value: "s"`, `${source} validateSet`],
    ["a choice of a nameless device of no class", choosing({ name: "", deviceClassName: "" }), [`${request}.firstAvailable[0].name: Invalid value: "": ${dnsLabel}`, `${request}.firstAvailable[0].deviceClassName: Required value`], `${source} validateDeviceSubRequest`],
    ["a choice between nine", choosing(...many(9, (index) => ({ name: `s${index}`, deviceClassName: "c" }))), `${request}.firstAvailable: Too many: 9: must have at most 8 items`, `${source} validateSet`],
    ["a constraint by no attribute", claiming({ constraints: [{}] }), 'spec.devices.constraints[0]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set', `${source} validateDeviceConstraint`],
    ["33 constraints", claiming({ constraints: many(33, () => ({})) }), "spec.devices.constraints: Too many: 33: must have at most 32 items", `${source} validateSlice`],
    ["a constraint by an attribute of no domain", claiming({ constraints: [{ matchAttribute: "a" }] }), 'spec.devices.constraints[0].matchAttribute: Invalid value: "a": a fully qualified name must be a domain and a name separated by a slash', `${source} validateFullyQualifiedName`],
    ["a constraint by an attribute that is a slash", claiming({ constraints: [{ distinctAttribute: "/" }] }), ['spec.devices.constraints[0].distinctAttribute: Invalid value: "": the domain must not be empty', 'spec.devices.constraints[0].distinctAttribute: Invalid value: "": the name must not be empty'], `${source} validateQualifiedName`],
    ["a constraint of requests that are not there", claiming({ constraints: [{ requests: ["q", "r/s", "r/s/t"], matchAttribute: "d.io/a" }] }), ["q", "r/s", "r/s/t"].map((name, index) => `spec.devices.constraints[0].requests[${index}]: Invalid value: ${JSON.stringify(name)}: ${noSuchRequest}`), `${source} validateRequestNameRef`],
    ["a constraint of a request that is named twice", claiming({ constraints: [{ requests: ["r", "r"], matchAttribute: "d.io/a" }] }), 'spec.devices.constraints[0].requests[1]: Duplicate value: "r"', `${source} validateSet`],
    ["a device for administration in a namespace that is not labelled for it", asking({ adminAccess: true }), `${request}.adminAccess: Forbidden: ${adminAccess}`, "kubernetes pkg/registry/resource AuthorizedForAdmin"],
    ["a configuration of a request that is not there, of nothing", claiming({ config: [{ requests: ["q"] }] }), [`spec.devices.config[0].requests[0]: Invalid value: "q": ${noSuchRequest}`, "spec.devices.config[0].opaque: Required value"], `${source} validateDeviceClaimConfiguration`],
  ]),
  ...invalidChange("ResourceClaim.resource.k8s.io", [
    [
      "a claim that comes to ask for two devices",
      asking({}),
      { spec: { devices: { requests: [exactly({ count: 2 })] } } },
      `spec: Invalid value: {"Devices":{"Requests":[{"Name":"r","Exactly":{"DeviceClassName":"c","Selectors":null,"AllocationMode":"ExactCount","Count":2,"AdminAccess":null,"Tolerations":null,"Capacity":null},"FirstAvailable":null}],"Constraints":null,"Config":null}}: ${immutable}`,
      `${source} ValidateResourceClaimUpdate`,
    ],
  ]),
  ...invalidChange(
    "ResourceClaim.resource.k8s.io",
    [
      ["a claim that is reserved before it is allocated", asking({}), { status: { reservedFor: [{ resource: "pods", name: "a", uid: "1" }] } }, "status.reservedFor: Forbidden: may not be specified when `allocated` is not set", `${source} validateResourceClaimStatusUpdate`],
      ["a claim that is reserved for nobody", asking({}), { status: { ...allocated().status, reservedFor: [{}] } }, ["resource", "name", "uid"].map((field) => `status.reservedFor[0].${field}: Required value`), `${source} validateResourceClaimUserReference`],
      ["a claim that is reserved for a pod twice", asking({}), { status: { ...allocated().status, reservedFor: many(2, () => ({ resource: "pods", name: "a", uid: "1" })) } }, 'status.reservedFor[1]: Duplicate value: "1"', `${source} validateSet`],
      ["an allocation for a request that is not there", asking({}), allocated({ request: "q" }), `${results}.request: Invalid value: "q": ${noSuchRequest}`, `${source} validateRequestNameRef`],
      ["an allocation of no device of no pool", asking({}), allocated({ driver: "", pool: "", device: "" }), [`${results}.driver: Required value`, `${results}.pool: Required value`, `${results}.device: Invalid value: "": ${dnsLabel}`], `${source} validateDeviceRequestAllocationResult`],
      ["an allocation of a pool with a part that is no name", asking({}), allocated({ pool: "a/B" }), `${results}.pool: Invalid value: "B": ${dnsSubdomain}`, `${source} validatePoolName`],
      ["an allocation of a share by a short id", asking({}), allocated({ shareID: "abc" }), `${results}.shareID: Invalid value: "abc": error validating uid: invalid UUID length: 3`, `${source} validateUID`],
      ["an allocation of a share by an id in capitals", asking({}), allocated({ shareID: uid.toUpperCase() }), `${results}.shareID: Invalid value: "${uid.toUpperCase()}": uid must be in RFC 4122 normalized form, \`xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\` with lowercase hexadecimal characters`, `${source} validateUID`],
      ["an allocation that waits for what cannot fail", asking({}), allocated({ bindingConditions: ["ok"] }), `${results}.bindingFailureConditions: Invalid value: null: bindingFailureConditions are required to use bindingConditions`, `${source} validateDeviceBindingParameters`],
      ["an allocation's configuration of no source", asking({}), { status: { allocation: { devices: { config: [opaque()] } } } }, "status.allocation.devices.config[0].source: Required value", `${source} validateAllocationConfigSource`],
      ["an allocation's configuration of another source", asking({}), { status: { allocation: { devices: { config: [{ source: "Own", ...opaque() }] } } } }, 'status.allocation.devices.config[0].source: Unsupported value: "Own": supported values: "FromClaim", "FromClass"', `${source} validateAllocationConfigSource`],
      ["an allocation for administration in a namespace that is not labelled for it", asking({}), allocated({ adminAccess: true }), `${results}.adminAccess: Forbidden: ${adminAccess}`, "kubernetes pkg/registry/resource AuthorizedForAdminStatus"],
      ["an allocation on no nodes", asking({}), allocated({}, { nodeSelector: { nodeSelectorTerms: [] } }), "status.allocation.nodeSelector.nodeSelectorTerms: Required value: must have at least one node selector term", `${source} validateAllocationResult`],
      ["a status of a device that is not allocated", asking({}), used({ device: "e" }), 'status.devices[0]: Invalid value: {"Driver":"d.io","Pool":"p","Device":"e","ShareID":""}: must be an allocated device in the claim', `${source} validateDeviceStatus`],
      ["two statuses of a device", asking({}), used({}, {}), 'status.devices[1]: Duplicate value: {"Driver":"d.io","Pool":"p","Device":"d","ShareID":""}', `${source} validateSet`],
      ["a device's data that are a text", asking({}), used({ data: "a" }), 'status.devices[0].data: Invalid value: "<value omitted>": must be a valid JSON object', `${source} validateRawExtension`],
      [
        "a network device of long names and wrong addresses",
        asking({}),
        used({ networkData: { interfaceName: "i".repeat(257), hardwareAddress: "h".repeat(129), ips: ["10.9.8.7", "010.9.8.7/24"] } }),
        [
          "status.devices[0].networkData.interfaceName: Too long: may not be more than 256 bytes",
          "status.devices[0].networkData.hardwareAddress: Too long: may not be more than 128 bytes",
          'status.devices[0].networkData.ips[0]: Invalid value: "10.9.8.7": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
          'status.devices[0].networkData.ips[1]: Invalid value: "010.9.8.7/24": must be in canonical form ("10.9.8.7/24")',
        ],
        `${source} validateNetworkDeviceData`,
      ],
    ],
    "status",
  ),
  ...invalidNew("ResourceClaimTemplate.resource.k8s.io", [
    ["a template of claims with a name", template({ metadata: { name: "a" }, spec: { devices: { requests: [exactly()] } } }), "spec.metadata.name: Forbidden: cannot be set", `${core} ValidateTemplateObjectMeta`],
    ["a template of claims for administration in a namespace that is not labelled for it", template({ spec: { devices: { requests: [exactly({ adminAccess: true })] } } }), `spec.devices.requests[0].adminAccess: Forbidden: ${adminAccess}`, "kubernetes pkg/registry/resource AuthorizedForAdmin"],
    ["a template of claims that ask for nothing", template({ spec: { devices: { requests: [{ name: "r" }] } } }), "spec.spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required", `${source} validateResourceClaimTemplateSpec`],
  ]),
  ...invalidChange("ResourceClaimTemplate.resource.k8s.io", [
    ["a template of claims that comes to say more", template({ spec: {} }), { spec: { metadata: { labels: { b: "2", a: "1" } } } }, `spec: Invalid value: {"labels":{"a":"1","b":"2"},"Spec":{"Devices":{"Requests":null,"Constraints":null,"Config":null}}}: ${immutable}`, `${source} ValidateResourceClaimTemplateUpdate`],
  ]),
  ...invalidNew("ResourceSlice.resource.k8s.io", [
    ["a slice of nobody's devices", slice({ driver: "" }), "spec.driver: Required value", `${core} ValidateCSIDriverName`],
    ["a slice of a pool without a name, of no slices", slice({ pool: { name: "", resourceSliceCount: 0, generation: -1 } }), ["spec.pool.name: Required value", "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero", "spec.pool.generation: Invalid value: -1: must be greater than or equal to zero"], `${source} validateResourcePool`],
    ["a slice of a pool whose name is too long", slice({ pool: { ...pool, name: many(127, () => "ab").join("/") } }), "spec.pool.name: Too long: may not be more than 253 bytes", `${source} validatePoolName`],
    ["a slice of no nodes", slice({ nodeName: undefined }), `spec: Required value: ${ways}`, `${source} validateResourceSliceSpec`],
    ["a slice of a node without a name", slice({ nodeName: "" }), ['spec.nodeName: Invalid value: "": must be either unset or set to a non-empty string', `spec: Required value: ${ways}`], `${source} validateResourceSliceSpec`],
    ["a slice of not all nodes", slice({ allNodes: false }), "spec.allNodes: Invalid value: false: must be either unset or set to true", `${source} validateResourceSliceSpec`],
    ["a slice of one node and all", slice({ allNodes: true }), `spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${ways}, but multiple fields are set`, `${source} validateResourceSliceSpec`],
    [
      "a slice of nodes by two terms",
      slice({ nodeName: undefined, nodeSelector: { nodeSelectorTerms: [{}, { matchFields: [{ key: "metadata.name", operator: "In", values: ["n"] }] }] } }),
      'spec.nodeSelector.nodeSelectorTerms: Invalid value: [{"MatchExpressions":null,"MatchFields":null},{"MatchExpressions":null,"MatchFields":[{"Key":"metadata.name","Operator":"In","Values":["n"]}]}]: must have exactly one node selector term',
      `${source} validateResourceSliceSpec`,
    ],
    ["a slice of devices and of counters", slice({ devices: [{ name: "d" }], sharedCounters: [{ name: "s", counters }] }), 'spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed', `${source} validateResourceSliceSpec`],
    ["129 devices", slice({ devices: many(129, () => ({ name: "d" })) }), "spec.devices: Too many: 129: must have at most 128 items", `${source} validateResourceSliceSpec`],
    ["65 devices, one of them tainted", slice({ devices: many(65, () => ({ name: "d", taints: [{ key: "k", effect: "None" }] })) }), "spec.devices: Too many: 65: must have at most 64 items", `${source} haveDeviceTaints`],
    ["two devices of one name", slice({ devices: [{ name: "d" }, { name: "d" }] }), 'spec.devices[1]: Duplicate value: "d"', `${source} validateSet`],
    ["a device whose name is none", device({ name: "D" }), `spec.devices[0].name: Invalid value: "D": ${dnsLabel}`, `${source} validateDevice`],
    ["counters without a name, of nothing", slice({ sharedCounters: [{ name: "", counters: {} }] }), ["spec.sharedCounters[0].name: Required value", "spec.sharedCounters[0].counters: Required value"], `${source} validateCounterSet`],
    ["a counter whose name is none", slice({ sharedCounters: [{ name: "s", counters: { C: { value: "1" } } }] }), `spec.sharedCounters[0].counters: Invalid value: "C": ${dnsLabel}`, `${source} validateMap`],
    ["9 sets of counters", slice({ sharedCounters: many(9, () => ({ name: "s", counters })) }), "spec.sharedCounters: Too many: 9: must have at most 8 items", `${source} validateResourceSliceSpec`],
    ["33 counters in a set", slice({ sharedCounters: [{ name: "s", counters: Object.fromEntries(many(33, (index) => [`c${index}`, { value: "1" }])) }] }), "spec.sharedCounters[0].counters: Too many: 33: must have at most 32 items", `${source} validateMap`],
    ["33 attributes", device({ attributes: Object.fromEntries(many(33, (index) => [`a${index}`, { int: 1 }])) }), "spec.devices[0]: Invalid value: 33: the total number of attributes and capacities must not exceed 32", `${source} validateDevice`],
    ["an attribute of nothing", device({ attributes: { a: {} } }), 'spec.devices[0].attributes[a]: Invalid value: "": exactly one value must be specified', `${source} validateDeviceAttribute`],
    ["an attribute that is a list, which is alpha", device({ attributes: { a: { ints: [1] } } }), 'spec.devices[0].attributes[a]: Invalid value: "": exactly one value must be specified', "kubernetes pkg/registry/resource/resourceslice dropDisableDRAListTypeAttributesFields"],
    ["an attribute of two kinds", device({ attributes: { a: { int: 1, bool: false } } }), 'spec.devices[0].attributes[a]: Invalid value: {"IntValue":1,"BoolValue":false,"StringValue":null,"VersionValue":null,"IntValues":null,"BoolValues":null,"StringValues":null,"VersionValues":null}: exactly one value must be specified', `${source} validateDeviceAttribute`],
    ["an attribute's text of 65 characters", device({ attributes: { a: { string: "x".repeat(65) } } }), "spec.devices[0].attributes[a].string: Too long: may not be more than 64 bytes", `${source} validateDeviceAttributeStringValue`],
    ["an attribute's version of two numbers", device({ attributes: { a: { version: "1.2" } } }), 'spec.devices[0].attributes[a].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0', `${source} validateDeviceAttributeVersionValue`],
    ["an attribute whose name is none", device({ attributes: { "a-b": { int: 1 } } }), `spec.devices[0].attributes: Invalid value: "a-b": ${cIdentifier}`, `${source} validateCIdentifier`],
    ["an attribute whose name is too long", device({ attributes: { ["a".repeat(33)]: { int: 1 } } }), "spec.devices[0].attributes: Too long: may not be more than 32 bytes", `${source} validateCIdentifier`],
    ["a capacity's policy where it is not shared", capacity("1", {}, {}), `${policy}: Forbidden: allowMultipleAllocations must be true`, `${source} validateSingleAllocatableDeviceCapacity`],
    ["a capacity's policy of two kinds", capacity("8", { default: "1", validValues: ["1"], validRange: { min: "1" } }), `${policy}: Forbidden: exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time`, `${source} validateRequestPolicy`],
    ["a capacity's amounts without a default", capacity("8", { validValues: ["1"] }), `${policy}.default: Required value: required when validValues is defined`, `${source} validateValidRequestValues`],
    [
      "a capacity's amounts out of order, too large and without the default",
      capacity("8", { default: "1", validValues: ["9", "2", "2"] }),
      [
        `${policy}.validValues[1]: Invalid value: "2": values must be sorted in ascending order`,
        `${policy}.validValues[0]: Invalid value: "9": option is larger than capacity value: 8`,
        `${policy}.validValues[2]: Duplicate value: "2"`,
        `${policy}.validValues: Invalid value: "1": default value is not valid according to the requestPolicy`,
      ],
      `${source} validateRequestPolicyValidValues`,
    ],
    ["a capacity's range without a default", capacity("8", { validRange: { min: "1" } }), `${policy}.default: Required value: required when validRange is defined`, `${source} validateValidRequestValues`],
    ["a capacity's range without an end", range({ max: "4" }), `${policy}.validRange.min: Required value: required when validRange is defined`, `${source} validateRequestPolicyRange`],
    ["a capacity's range that starts past it", range({ min: "9" }), [`${policy}.validRange.min: Invalid value: "9": min is larger than capacity value: 8`, `${policy}.validRange.min: Invalid value: "2": default is less than min: 9`], `${source} validateRequestPolicyRange`],
    ["a capacity's range that ends past it", range({ min: "1", max: "9" }), `${policy}.validRange.max: Invalid value: "9": max is larger than capacity value: 8`, `${source} validateRequestPolicyRange`],
    ["a capacity's range that ends before it starts", range({ min: "2", max: "1" }), [`${policy}.validRange.max: Invalid value: "2": min is larger than max: 1`, `${policy}.validRange.max: Invalid value: "2": default is more than max: 1`], `${source} validateRequestPolicyRange`],
    ["a capacity's steps that miss default and end", range({ min: "1", max: "4", step: "2" }), [`${policy}.validRange.step: Invalid value: "2": value is not a multiple of a given step (2) from (1)`, `${policy}.validRange.step: Invalid value: "4": value is not a multiple of a given step (2) from (1)`], `${source} validateRequestPolicyRangeStep`],
    ["a capacity's step past it", range({ min: "2", step: "7" }), `${policy}.validRange.step: Invalid value: "7": one step 9 is larger than capacity value: 8`, `${source} validateRequestPolicyRange`],
    ["a taint that says nothing", device({ taints: [{ key: "k", value: "a b" }] }), [`spec.devices[0].taints[0].value: Invalid value: "a b": ${labelValue}`, "spec.devices[0].taints[0].effect: Required value"], `${source} validateDeviceTaint`],
    ["a taint of an unknown effect", device({ taints: [{ key: "k", effect: "NoRun" }] }), 'spec.devices[0].taints[0].effect: Unsupported value: "NoRun": supported values: "NoExecute", "NoSchedule", "None"', `${source} validateDeviceTaint`],
    ["17 taints", device({ taints: many(17, () => ({ key: "k", effect: "None" })) }), "spec.devices[0].taints: Too many: 17: must have at most 16 items", `${source} validateDevice`],
    ["a device that takes nothing of nothing", device({ consumesCounters: [{ counterSet: "", counters: {} }] }), ["spec.devices[0].consumesCounters[0].counterSet: Required value", "spec.devices[0].consumesCounters[0].counters: Required value"], `${source} validateDeviceCounterConsumption`],
    ["a device that takes from a set twice", device({ consumesCounters: many(2, () => ({ counterSet: "s", counters })) }), 'spec.devices[0].consumesCounters[1]: Duplicate value: "s"', `${source} validateSet`],
    ["a device that takes from three sets", device({ consumesCounters: many(3, () => ({ counterSet: "s", counters })) }), "spec.devices[0].consumesCounters: Too many: 3: must have at most 2 items", `${source} validateSet`],
    ["a device with a node of its own in a slice of a node", device({ nodeName: "n" }), "spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec", `${source} validateDevice`],
    ["a device without nodes of its own", ownNodes({}), `spec.devices[0]: Required value: ${deviceWays}`, `${source} validateDevice`],
    ["a device of a node without a name", ownNodes({ nodeName: "", allNodes: true }), 'spec.devices[0].nodeName: Invalid value: "": must not be empty', `${source} validateDevice`],
    ["a device of one node and all", ownNodes({ nodeName: "n", allNodes: true }), `spec.devices[0]: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${deviceWays}`, `${source} validateDevice`],
    [
      "a device that is ready when it has failed",
      device({ bindingConditions: ["a", "a"], bindingFailureConditions: ["a"] }),
      ['spec.devices[0].bindingConditions[1]: Duplicate value: "a"', 'spec.devices[0].bindingFailureConditions[0]: Invalid value: "a": bindingFailureConditions must not overlap with bindingConditions'],
      `${source} validateDeviceBindingParameters`,
    ],
    ["a device that may fail and is never ready", device({ bindingFailureConditions: ["a"] }), "spec.devices[0].bindingConditions: Invalid value: null: bindingConditions are required to use bindingFailureConditions", `${source} validateDeviceBindingParameters`],
    ["a device of five conditions", device({ bindingConditions: many(5, (index) => `a${index}`), bindingFailureConditions: ["b"] }), "spec.devices[0].bindingConditions: Too many: 5: must have at most 4 items", `${source} validateDeviceBindingParameters`],
  ]),
  ...invalidChange("ResourceSlice.resource.k8s.io", [
    ["another pool, driver and node of a slice", slice({}), { spec: { driver: "e.io", nodeName: "m", pool: { name: "q" } } }, [`spec.pool.name: Invalid value: "q": ${immutable}`, `spec.driver: Invalid value: "e.io": ${immutable}`, `spec.nodeName: Invalid value: "m": ${immutable}`], `${source} validateResourceSliceSpec`],
  ]),
];
