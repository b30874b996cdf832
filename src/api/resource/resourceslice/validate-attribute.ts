import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, tooLong } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import type { DeviceAttribute } from "../../types/resource/v1.gen.ts";

const maxValueBytes = 64;

const number = "(0|[1-9]\\d*)";
const preRelease = "(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
const build = "[0-9a-zA-Z-]+";
const semver = new RegExp(`^${number}\\.${number}\\.${number}(-${preRelease}(\\.${preRelease})*)?(\\+${build}(\\.${build})*)?$`);

/** One value, of one kind. Lists are alpha and never get here. Source: kubernetes resource validation validateDeviceAttribute. */
export function validateAttribute(attribute: DeviceAttribute, path: string): FieldError[] {
  const { bool, int, string, version } = attribute;
  const errors: FieldError[] = [];
  if (string !== undefined) addAll(errors, validateLength(string, `${path}.string`));
  if (version !== undefined) {
    if (!semver.test(version)) errors.push(invalidValue(`${path}.version`, version, "must be a string compatible with semver.org spec 2.0.0"));
    addAll(errors, validateLength(version, `${path}.version`));
  }
  const values = [bool, int, string, version].filter((value) => value !== undefined).length;
  if (values !== 1) errors.push(invalidValue(path, values === 0 ? "" : attributeInGo(attribute), "exactly one value must be specified"));
  return errors;
}

function validateLength(value: string, path: string): FieldError[] {
  return utf8Length(value) > maxValueBytes ? [tooLong(path, maxValueBytes)] : [];
}

/** As upstream's own type has it. */
function attributeInGo({ int = null, bool = null, string = null, version = null }: { [field in keyof DeviceAttribute]: DeviceAttribute[field] | null }): object {
  return { IntValue: int, BoolValue: bool, StringValue: string, VersionValue: version, IntValues: null, BoolValues: null, StringValues: null, VersionValues: null };
}
