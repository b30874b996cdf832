import { decodeJsonStrict, JsonSyntaxError } from "../../machinery/codec/json.ts";
import { decodeYamlStrict, YamlSyntaxError } from "../../machinery/codec/yaml.ts";
import { badRequest, unsupportedMediaType } from "../../machinery/errors/constructors.ts";
import type { PatchType } from "../../machinery/request/api-request.ts";

const protobufType = "application/vnd.kubernetes.protobuf";
const objectTypes = ["application/json", "application/yaml", protobufType];
const patchTypes: readonly string[] = ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

/** A decoded body, with what strict field validation says of fields that it names twice. */
export interface DecodedBody {
  readonly body: unknown;
  readonly duplicates: readonly string[];
}

/** The media type of a body without its parameters; JSON when nothing is said. */
export function mediaTypeOf(contentType: string | undefined): string {
  return contentType?.split(";")[0]?.trim().toLowerCase() || "application/json";
}

/** The patch type that a content type names. Throws 415 for any other. */
export function patchTypeOf(contentType: string | undefined): PatchType {
  const type = mediaTypeOf(contentType);
  if (!patchTypes.includes(type)) throw unsupportedMediaType(patchTypes);
  return type as PatchType;
}

/** Reads an object or a patch from its bytes. Throws 400 for what does not parse and 415 for other media types. */
export async function decodeBody(bytes: Uint8Array, contentType: string | undefined): Promise<DecodedBody> {
  const type = mediaTypeOf(contentType);
  if (type === protobufType) return { body: await decodeProtobufBody(bytes), duplicates: [] };
  const yaml = type === "application/yaml" || type === "application/apply-patch+yaml";
  if (!yaml && type !== "application/json" && !patchTypes.includes(type)) throw unsupportedMediaType(objectTypes);
  try {
    const { value, strictErrors } = yaml ? decodeYamlStrict(bytes) : decodeJsonStrict(bytes);
    return { body: value, duplicates: strictErrors };
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof YamlSyntaxError) throw badRequest(`the object provided is unrecognized (must be of type ${yaml ? "YAML" : "JSON"}): ${error.message}`);
    throw error;
  }
}

/** Go clients write protobuf by default. Its tables are large and many servers never meet it, so they are loaded for the first. */
async function decodeProtobufBody(bytes: Uint8Array): Promise<unknown> {
  const { decodeProtobuf } = await import("../../api/protobuf/decode.ts");
  try {
    return decodeProtobuf(bytes);
  } catch (error) {
    throw badRequest(`the body is not a protobuf object that this server knows: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The object a create or update needs. */
export function requireObject(body: unknown): object {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("the body of the request must be an object");
  return body;
}
