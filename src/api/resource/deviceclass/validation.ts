import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isExtendedResource } from "../../shared/resource-names.ts";
import type { DeviceClass } from "../../types/resource/v1.gen.ts";
import { maxConfigurations, validateConfiguration } from "../shared/configuration.ts";
import { validateList } from "../shared/lists.ts";
import { validateSelectors } from "../shared/selectors.ts";

/** Configurations that were there before as a whole may be longer than new ones. Source: kubernetes resource validation validateDeviceClassSpec. */
export function validate({ spec }: DeviceClass, old?: DeviceClass): FieldError[] {
  const { selectors = [], config = [], extendedResourceName } = spec;
  const stored = old !== undefined && semanticEqual(config, old.spec.config ?? []);
  const errors = [
    ...validateSelectors(selectors, "spec.selectors"),
    ...validateList(config, "spec.config", maxConfigurations, (configuration, path) => validateConfiguration(configuration, path, { stored })),
  ];
  if (extendedResourceName !== undefined && !isExtendedResource(extendedResourceName)) {
    errors.push(invalidValue("spec.extendedResourceName", extendedResourceName, "must be a valid extended resource name"));
  }
  return errors;
}
