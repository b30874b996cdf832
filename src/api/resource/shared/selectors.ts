import { compileDeviceSelector } from "../../../machinery/cel/kubernetes/device.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, internalFieldError, invalidValue, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import type { DeviceSelector } from "../../types/resource/v1.gen.ts";
import { validateList } from "./lists.ts";

const maxSelectors = 32;
const maxExpressionBytes = 10 * 1024;

/** Source: kubernetes api/resource/v1 CELSelectorExpressionMaxCost. */
const maxCost = 1_000_000;

/** Source: kubernetes resource validation validateSelectorSlice. */
export function validateSelectors(selectors: readonly DeviceSelector[], path: string): FieldError[] {
  return validateList(selectors, path, maxSelectors, ({ cel }, at) => {
    if (cel === undefined) return [required(`${at}.cel`)];
    return validateExpression(cel.expression, `${at}.cel.expression`);
  });
}

/** Source: kubernetes resource validation validateCELSelector. */
function validateExpression(expression: string, path: string): FieldError[] {
  if (utf8Length(expression) > maxExpressionBytes) return [tooLong(path, maxExpressionBytes)];
  const selector = compileDeviceSelector(expression);
  if ("problem" in selector) return [selector.isInternal === true ? internalFieldError(path, selector.problem) : invalidValue(path, expression, selector.problem)];
  return selector.maxCost > maxCost ? [forbiddenField(path, "too complex, exceeds cost limit")] : [];
}
