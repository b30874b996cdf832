import { decodeJson, JsonSyntaxError } from "../../../machinery/codec/json.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { isConfigMapKey } from "../../../machinery/validation/values.ts";
import { decodedLength, maxDataBytes, validateFrozenData } from "../../shared/validate-data.ts";
import type { Secret } from "../../types/core/v1.gen.ts";

const accountAnnotation = "kubernetes.io/service-account.name";

/** Source: kubernetes validation ValidateSecret. */
export function validateCreate(secret: Secret): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(secret.data ?? {})) {
    for (const problem of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, problem));
    bytes += decodedLength(value);
  }
  if (bytes > maxDataBytes) errors.push(tooLong("data", maxDataBytes));
  addAll(errors, validateType(secret));
  return errors;
}

/** Source: kubernetes validation ValidateSecretUpdate. */
export function validateUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors = secret.type === old.type ? [] : [immutableField("type", secret.type)];
  addAll(errors, validateFrozenData(secret, old, ["data"]), validateCreate(secret));
  return errors;
}

/** Types that promise certain keys. */
function validateType({ type, data = {}, metadata }: Secret): FieldError[] {
  switch (type) {
    case "kubernetes.io/service-account-token":
      return metadata.annotations?.[accountAnnotation] ? [] : [required(`metadata.annotations[${accountAnnotation}]`)];
    case "kubernetes.io/dockercfg":
      return validateJsonKey(data, ".dockercfg");
    case "kubernetes.io/dockerconfigjson":
      return validateJsonKey(data, ".dockerconfigjson");
    case "kubernetes.io/basic-auth":
      return data["username"] === undefined && data["password"] === undefined ? [required("data[username]"), required("data[password]")] : [];
    case "kubernetes.io/ssh-auth":
      return data["ssh-privatekey"] ? [] : [required("data[ssh-privatekey]")];
    case "kubernetes.io/tls":
      return ["tls.crt", "tls.key"].filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`));
    default:
      return [];
  }
}

function validateJsonKey(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const value = data[key];
  if (value === undefined) return [required(`data[${key}]`)];
  // The value is a secret: it must not travel back in the message.
  const refused = (why: string) => [invalidValue(`data[${key}]`, "<secret contents redacted>", why)];
  try {
    const parsed = decodeJson(atob(value));
    const kind = Array.isArray(parsed) ? "array" : typeof parsed === "boolean" ? "bool" : typeof parsed;
    return kind === "object" ? [] : refused(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return refused(error.message);
  }
}
