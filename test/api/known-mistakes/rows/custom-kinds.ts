import { invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dns1035 } from "../words.ts";

export const title = "definitions of custom kinds";

const extensions = "apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go";
const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: { a: { type: "string" } } } } } };
const version = (rest: object = {}) => ({ name: "v1", served: true, storage: true, schema, ...rest });
const other = version({ name: "v2", storage: false });
const defined = (spec: object) => manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", { spec: { group: "a.io", scope: "Namespaced", names: { plural: "foos", kind: "Foo" }, versions: [version()], ...spec } }, { name: "foos.a.io" });

export const mistakes = [
  ...invalidNew("CustomResourceDefinition.apiextensions.k8s.io", [
    ["no scope", defined({ scope: undefined }), "spec.scope: Required value", `${extensions} validateEnumStrings`],
    ["no name of a kind", defined({ names: { plural: "foos" } }), ["spec.names.singular: Required value", "spec.names.kind: Required value", "spec.names.listKind: Required value"], `${extensions} validateCustomResourceDefinitionSpec`],
    ["names that are no labels", defined({ names: { plural: "foos", singular: "a b", kind: "A b", listKind: "1", shortNames: ["A"], categories: ["-"] } }), [`spec.names.singular: Invalid value: "a b": ${dns1035}`, `spec.names.kind: Invalid value: "A b": may have mixed case, but should otherwise match: ${dns1035}`, `spec.names.listKind: Invalid value: "1": may have mixed case, but should otherwise match: ${dns1035}`, `spec.names.shortNames[0]: Invalid value: "A": ${dns1035}`, `spec.names.categories[0]: Invalid value: "-": ${dns1035}`], `${extensions} ValidateCustomResourceDefinitionNames`],
    ["a list of the kind's own name", defined({ names: { plural: "foos", kind: "Foo", listKind: "Foo" } }), 'spec.names.listKind: Invalid value: "Foo": kind and listKind may not be the same', `${extensions} ValidateCustomResourceDefinitionNames`],
    ["a version that is no label", defined({ versions: [version({ name: "V1" })] }), [`spec.versions[0].name: Invalid value: "V1": ${dns1035}`, `spec.version: Invalid value: "V1": ${dns1035}`], `${extensions} validateCustomResourceDefinitionSpec`],
    ["a version of no schema", defined({ versions: [version({ schema: undefined })] }), "spec.versions[0].schema.openAPIV3Schema: Required value", `${extensions} validateCustomResourceDefinitionSpec`],
    ["a warning of what stays", defined({ versions: [version({ deprecationWarning: "w" })] }), 'spec.versions[0].deprecationWarning: Invalid value: "w": can only be set for deprecated versions', `${extensions} validateDeprecationWarning`],
    ["a warning of no words", defined({ versions: [version({ deprecated: true, deprecationWarning: "" })] }), 'spec.versions[0].deprecationWarning: Invalid value: "": must not be an empty string', `${extensions} validateDeprecationWarning`],
    ["a warning of two lines", defined({ versions: [version({ deprecated: true, deprecationWarning: "\u00e4\nb" })] }), 'spec.versions[0].deprecationWarning: Invalid value: "ä\\nb": must only contain printable UTF-8 characters; non-printable character found at index 2', `${extensions} validateDeprecationWarning`],
    ["a column of nothing", defined({ versions: [version({ additionalPrinterColumns: [{}] })] }), ["spec.additionalPrinterColumns[0].name: Required value", "spec.additionalPrinterColumns[0].type: Required value: must be one of boolean,date,integer,number,string", "spec.additionalPrinterColumns[0].JSONPath: Required value"], `${extensions} ValidateCustomResourceColumnDefinition`],
    ["a column of one version of two", defined({ versions: [version({ additionalPrinterColumns: [{ name: "a", type: "array", format: "uuid", jsonPath: "spec.a" }] }), other] }), ['spec.versions[0].additionalPrinterColumns[0].type: Invalid value: "array": must be one of boolean,date,integer,number,string', 'spec.versions[0].additionalPrinterColumns[0].format: Invalid value: "uuid": must be one of byte,date,date-time,double,float,int32,int64,password', 'spec.versions[0].additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .'], `${extensions} ValidateCustomResourceColumnDefinition`],
    ["a scale of nothing", defined({ versions: [version({ subresources: { scale: {} } })] }), ["spec.subresources.scale.specReplicasPath: Required value", "spec.subresources.scale.statusReplicasPath: Required value"], `${extensions} ValidateCustomResourceDefinitionSubresources`],
    ["a scale of something else", defined({ versions: [version({ subresources: { scale: { specReplicasPath: ".status.a", statusReplicasPath: "status", labelSelectorPath: ".a" } } })] }), ['spec.subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec', 'spec.subresources.scale.statusReplicasPath: Invalid value: "status": must be a simple json path starting with .', 'spec.subresources.scale.labelSelectorPath: Invalid value: ".a": should be a json path under either .spec or .status'], `${extensions} ValidateCustomResourceDefinitionSubresources`],
    ["a scale of one version of two", defined({ versions: [version(), { ...other, subresources: { scale: { specReplicasPath: ".spec.a", statusReplicasPath: ".spec.a" } } }] }), 'spec.versions[1].subresources.scale.statusReplicasPath: Invalid value: ".spec.a": should be a json path under .status', `${extensions} ValidateCustomResourceDefinitionSubresources`],
    ["fields to select by that are none", defined({ versions: [version({ selectableFields: [{ jsonPath: "" }, { jsonPath: "spec" }, { jsonPath: ".spec.a" }, { jsonPath: ".spec.a" }] })] }), ["spec.selectableFields[0].jsonPath: Required value", 'spec.selectableFields[1].jsonPath: Invalid value: "spec": is an invalid path: expected [ or . but got: spec', 'spec.selectableFields[3].jsonPath: Duplicate value: ".spec.a"'], `${extensions} ValidateCustomResourceSelectableFields`],
    ["a conversion by nobody knows what", defined({ conversion: {} }), "spec.conversion.strategy: Required value", `${extensions} validateCustomResourceConversion`],
    ["a conversion of another way", defined({ conversion: { strategy: "Magic" } }), 'spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"', `${extensions} validateEnumStrings`],
  ]),
];
