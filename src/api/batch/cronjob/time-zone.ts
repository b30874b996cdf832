import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";

const component = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** Source: kubernetes batch validation validateTimeZone. */
export function validateTimeZone(timeZone: string, path: string): FieldError[] {
  if (timeZone === "") return [invalidValue(path, timeZone, "timeZone must be nil or non-empty string")];
  const isName = timeZone.split("/").every((part) => component.test(part) && part !== "." && part !== ".." && !part.startsWith("-"));
  if (!isName) return [invalidValue(path, timeZone, `unknown time zone ${timeZone}`)];
  const errors: FieldError[] = [];
  if (timeZone.toLowerCase() === "local") errors.push(invalidValue(path, timeZone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"));
  const problem = locationProblem(timeZone);
  if (problem !== undefined) errors.push(invalidValue(path, timeZone, problem));
  return errors;
}

/** Why there is no such place; undefined when there is. Source: Go time.LoadLocation. */
export function locationProblem(name: string): string | undefined {
  if (name === "" || name === "UTC" || name === "Local") return undefined;
  if (name.includes("..") || name.startsWith("/") || name.includes("\\")) return "time: invalid location name";
  return isTimeZone(name) ? undefined : `unknown time zone ${name}`;
}

/** A name such as `Europe/Berlin`, in its own upper and lower case: a zone is a file, and names of files tell them apart. */
function isTimeZone(name: string): boolean {
  // What stands for an offset, such as +01:00, is a zone to Intl and no name of one.
  if (!/^[A-Z]/.test(name) || !name.split("/").every((part) => /^[A-Z]/.test(part))) return false;
  const canonical = zonesByLowerCase().get(name.toLowerCase());
  if (canonical !== undefined) return canonical === name;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

let zones: ReadonlyMap<string, string> | undefined;

function zonesByLowerCase(): ReadonlyMap<string, string> {
  zones ??= new Map(Intl.supportedValuesOf("timeZone").map((zone) => [zone.toLowerCase(), zone]));
  return zones;
}
