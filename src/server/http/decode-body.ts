import { decodeJsonStrict, JsonSyntaxError } from "../../machinery/codec/json.ts";
import { duplicateField, duplicatesFirst, inOrderOfText, linesFirst, type StrictReport } from "../../machinery/codec/strict-report.ts";
import { decodeYamlStrict, YamlSyntaxError } from "../../machinery/codec/yaml.ts";
import { badRequest, unsupportedMediaType } from "../../machinery/errors/constructors.ts";
import type { StatusError } from "../../machinery/errors/status-error.ts";
import { goKindOf } from "../../machinery/text/go-kind.ts";
import type { PatchType } from "../../machinery/request/api-request.ts";

const protobufType = "application/vnd.kubernetes.protobuf";
const objectTypes = ["application/json", "application/yaml", protobufType];
const patchTypes: readonly string[] = ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

/** A decoded body, with what strict field validation finds in it; absent where the text tells nothing. */
export interface DecodedBody {
  readonly body: unknown;
  readonly strictReport?: StrictReport;
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

/** What a body is meant to be: an object of a kind, or a patch. */
export type Expected = { readonly kind: string } | { readonly patchType: PatchType } | "DeleteOptions";

/** Reads an object or a patch from its bytes. Throws 400 for what does not parse and 415 for other media types. */
export async function decodeBody(bytes: Uint8Array, contentType: string | undefined, expected: Expected): Promise<DecodedBody> {
  const type = mediaTypeOf(contentType);
  if (type === protobufType) return { body: await decodeProtobufBody(bytes) };
  const yaml = type === "application/yaml" || type === "application/apply-patch+yaml";
  if (!yaml && type !== "application/json" && !patchTypes.includes(type)) throw unsupportedMediaType(objectTypes);
  try {
    if (yaml) {
      const { value, duplicates } = decodeYamlStrict(bytes);
      return { body: value, strictReport: linesFirst(duplicates) };
    }
    const { value, text, duplicates } = decodeJsonStrict(bytes);
    if (duplicates.length === 0) return { body: value };
    const isPatch = expected !== "DeleteOptions" && "patchType" in expected;
    return { body: value, strictReport: isPatch ? duplicatesFirst(duplicates.map(duplicateField)) : inOrderOfText(text) };
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw unreadable(error.message, bytes, expected);
    if (error instanceof YamlSyntaxError) throw unreadable(`error converting YAML to JSON: ${error.message}`, bytes, expected);
    throw error;
  }
}

/** Source: apiserver endpoints/handlers transformDecodeError and patch.go. */
function unreadable(why: string, bytes: Uint8Array, expected: Expected): StatusError {
  if (expected === "DeleteOptions") return badRequest(`couldn't get version/kind; json parse error: ${why}`);
  if ("kind" in expected) return badRequest(`the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; json parse error: ${why} (${summary(bytes)})`);
  return badRequest(expected.patchType === "application/strategic-merge-patch+json" ? why : `error decoding patch: ${why}`);
}

/** How many bytes of a body an error shows. */
const summaryBytes = 30;

/** The beginning of a body: as it is when it looks like JSON, in hex otherwise. Source: apiserver endpoints/handlers summarizeData. */
function summary(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return "<empty>";
  const start = Buffer.from(bytes.subarray(0, summaryBytes));
  return `${start.toString(start[0] === 0x7b ? "utf8" : "hex")}${bytes.byteLength > summaryBytes ? " ..." : ""}`;
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

/** How Go names the type into which it first reads any object, to learn its kind. */
const versionAndKind = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** The object a create or update needs. */
export function requireObject(body: unknown, bytes: Uint8Array, kind: string): object {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    // Go reads null as an object without fields.
    if (body === null) return {};
    throw unreadable(`json: cannot unmarshal ${goKindOf(body)} into Go value of type ${versionAndKind}`, bytes, { kind });
  }
  return body;
}
