import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isHttpHeaderName, isPortName, isPortNumber } from "../../../machinery/validation/values.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { HTTPGetAction, Lifecycle, LifecycleHandler, PodSpec, Probe } from "../../types/core/v1.gen.ts";

const schemes = ["HTTP", "HTTPS"];
const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const;
const probeNumbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] as const;

type Handler = LifecycleHandler & Pick<Probe, "grpc">;

/** Source: kubernetes validation validateProbe. */
export function validateProbe(probe: Probe, path: string): FieldError[] {
  const errors = validateHandler(probe, undefined, path);
  for (const field of probeNumbers) addAll(errors, validateNonNegative(probe[field], `${path}.${field}`));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) errors.push(invalidValue(`${path}.terminationGracePeriodSeconds`, grace, "must be greater than 0"));
  return errors;
}

/** Source: kubernetes validation validateLifecycle. */
export function validateLifecycle({ postStart, preStop, stopSignal }: Lifecycle, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const grace = spec.terminationGracePeriodSeconds;
  if (postStart !== undefined) addAll(errors, validateHandler(postStart, grace, `${path}.postStart`));
  if (preStop !== undefined) addAll(errors, validateHandler(preStop, grace, `${path}.preStop`));
  if (stopSignal !== undefined && spec.os === undefined) errors.push(forbiddenField(`${path}.stopSignal`, "may not be set for containers with empty `spec.os.name`"));
  return errors;
}

function validateHandler(handler: Handler, graceSeconds: number | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const type of handlers) {
    if (handler[type] === undefined) continue;
    if (found) errors.push(forbiddenField(`${path}.${type}`, "may not specify more than 1 handler type"));
    else validateAction(handler, type, graceSeconds, `${path}.${type}`, errors);
    found = true;
  }
  if (!found) errors.push(required(path, "must specify a handler type"));
  return errors;
}

function validateAction(handler: Handler, type: (typeof handlers)[number], graceSeconds: number | undefined, path: string, errors: FieldError[]): void {
  switch (type) {
    case "exec":
      if ((handler.exec?.command ?? []).length === 0) errors.push(required(`${path}.command`));
      return;
    case "httpGet":
      validateHttpGet(handler.httpGet as HTTPGetAction, path, errors);
      return;
    case "tcpSocket":
      addAll(errors, validatePortNumberOrName(handler.tcpSocket?.port, `${path}.port`));
      return;
    case "grpc":
      addAll(errors, validatePortNumberOrName(handler.grpc?.port, `${path}.port`));
      return;
    case "sleep": {
      const seconds = handler.sleep?.seconds ?? 0;
      if (graceSeconds !== undefined && (seconds < 0 || seconds > graceSeconds)) {
        errors.push(invalidValue(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`));
      }
    }
  }
}

function validateHttpGet({ path: url, port, scheme, httpHeaders = [] }: HTTPGetAction, path: string, errors: FieldError[]): void {
  if (!url) errors.push(required(`${path}.path`));
  addAll(errors, validatePortNumberOrName(port, `${path}.port`));
  if (!schemes.includes(scheme ?? "")) errors.push(notSupported(`${path}.scheme`, scheme ?? "", schemes));
  for (const header of httpHeaders) {
    for (const problem of isHttpHeaderName(header.name)) errors.push(invalidValue(`${path}.httpHeaders`, header.name, problem));
  }
}

/** Source: kubernetes validation ValidatePortNumOrName. */
export function validatePortNumberOrName(port: number | string | undefined, path: string): FieldError[] {
  const problems = typeof port === "string" ? isPortName(port) : isPortNumber(port ?? 0);
  return problems.map((problem) => invalidValue(path, port ?? 0, problem));
}
