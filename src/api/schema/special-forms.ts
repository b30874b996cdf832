import { parseQuantity, QuantityError } from "../../machinery/quantity/quantity.ts";
import { formatMicroTime, formatTime, parseTime } from "../../machinery/time/time.ts";
import type { Decode } from "./decode-context.ts";
import { jsonTypeOf } from "./decode-context.ts";
import { timeError } from "./time-error.ts";
import { copyJson } from "./untyped.ts";

const decodeQuantity: Decode = (value, context) => {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : JSON.stringify(value);
  try {
    return parseQuantity(text.trim()).toString();
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    context.refuse(error.message);
    return undefined;
  }
};

function timeDecoder(form: "Time" | "MicroTime", written: RegExp, format: (ms: number) => string): Decode {
  return (value, context) => {
    if (typeof value !== "string") {
      context.refuseType(jsonTypeOf(value), "string");
      return undefined;
    }
    const ms = parseTime(value);
    if (written.test(value) && !Number.isNaN(ms)) return value;
    const error = timeError(value, form);
    if (error === undefined) return format(ms);
    context.refuse(error);
    return undefined;
  };
}

const decodeIntOrString: Decode = (value, context) => {
  if (typeof value === "string") return value;
  if (typeof value !== "number") context.refuseType(jsonTypeOf(value), "int32");
  else if ((value | 0) === value) return value;
  else context.refuseType(`number ${value}`, "int32");
  return undefined;
};

/** Go types that decode themselves, by definition. Each gives a value its one written form. */
export const specialForms: Readonly<Record<string, Decode>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": decodeQuantity,
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": timeDecoder("Time", /^[^.]{19}Z$/, formatTime),
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": timeDecoder("MicroTime", /^[^.]{19}\.\d{6}Z$/, formatMicroTime),
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": decodeIntOrString,
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": copyJson,
  "io.k8s.apimachinery.pkg.runtime.RawExtension": copyJson,
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": copyJson,
};
