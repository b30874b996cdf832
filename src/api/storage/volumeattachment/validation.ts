import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, immutableField, invalidValue, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { structInGo } from "../../core/in-go/in-go.ts";
import { validateInlineSpec } from "../../core/persistentvolume/validation.ts";
import { validateCsiDriverName } from "../../core/pod-template/validate-volume-sources.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import type { VolumeAttachment, VolumeAttachmentSource, VolumeAttachmentStatus, VolumeError } from "../../types/storage/v1.gen.ts";

const maxMetadataBytes = 256 * 1024;
const maxMessageBytes = 1024;

/** Source: kubernetes storage validation ValidateVolumeAttachment. */
export function validate({ spec, status }: VolumeAttachment): FieldError[] {
  const { attacher = "", nodeName = "", source } = spec;
  const volume = source?.persistentVolumeName;
  return [
    ...validateCsiDriverName(attacher, "spec.attacher"),
    ...validateSource(source ?? {}, "spec.source"),
    ...isDns1123Subdomain(nodeName).map((problem) => invalidValue("spec.nodeName", nodeName, problem)),
    ...validateStatus(status),
    ...(volume === undefined ? [] : isDns1123Subdomain(volume)).map((problem) => invalidValue("spec.source.persistentVolumeName", volume, problem)),
  ];
}

const exactlyOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

function validateSource({ persistentVolumeName: name, inlineVolumeSpec: inline }: VolumeAttachmentSource, path: string): FieldError[] {
  if (name === undefined && inline === undefined) return [required(path, exactlyOne)];
  if (name !== undefined && inline !== undefined) return [forbiddenField(path, exactlyOne)];
  if (inline !== undefined) return validateInlineSpec(inline, `${path}.inlineVolumeSpec`);
  return name === "" ? [required(`${path}.persistentVolumeName`, "must specify non empty persistentVolumeName")] : [];
}

function validateStatus(status: VolumeAttachmentStatus | undefined): FieldError[] {
  const { attachmentMetadata = {}, attachError, detachError } = status ?? {};
  const bytes = Object.entries(attachmentMetadata).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return [
    ...(bytes > maxMetadataBytes ? [tooLong("status.attachmentMetadata", maxMetadataBytes)] : []),
    ...validateError(attachError, "status.attachError"),
    ...validateError(detachError, "status.detachError"),
  ];
}

/** The limit that the error names is another than the one that holds: so it is upstream. */
function validateError(error: VolumeError | undefined, path: string): FieldError[] {
  const { message = "", errorCode } = error ?? {};
  return [
    ...(message.length > maxMessageBytes ? [tooLong(`${path}.message`, maxMetadataBytes)] : []),
    ...(errorCode !== undefined && errorCode < 0 ? [invalidValue(`${path}.errorCode`, errorCode, inclusiveRangeError(0, maxInt32))] : []),
  ];
}

/** Source: kubernetes storage validation ValidateVolumeAttachmentUpdate. */
export function validateUpdate(attachment: VolumeAttachment, old: VolumeAttachment): FieldError[] {
  return [...validate(attachment), ...(semanticEqual(attachment.spec, old.spec) ? [] : [immutableField("spec", specInGo(attachment.spec))])];
}

/** As upstream's own type has it. Source: kubernetes pkg/apis/storage VolumeAttachmentSpec. */
function specInGo({ attacher, source, nodeName }: VolumeAttachment["spec"]): object {
  const { persistentVolumeName = null, inlineVolumeSpec: inline } = source ?? {};
  return { Attacher: attacher, Source: { PersistentVolumeName: persistentVolumeName, InlineVolumeSpec: inline === undefined ? null : structInGo("PersistentVolumeSpec", { ...inline }) }, NodeName: nodeName };
}
