import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import type { DeviceSelector } from "../../types/resource/v1.gen.ts";
import { validateList } from "./lists.ts";

const maxSelectors = 32;
const maxExpressionBytes = 10 * 1024;

/** Expressions by their length alone. Source: kubernetes resource validation validateSelectorSlice. */
export function validateSelectors(selectors: readonly DeviceSelector[], path: string): FieldError[] {
  return validateList(selectors, path, maxSelectors, ({ cel }, at) => {
    if (cel === undefined) return [required(`${at}.cel`)];
    return utf8Length(cel.expression) > maxExpressionBytes ? [tooLong(`${at}.cel.expression`, maxExpressionBytes)] : [];
  });
}
