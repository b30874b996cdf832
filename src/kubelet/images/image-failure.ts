/** Why a container's image is not there, as its waiting reason. */
export type ImageFailureReason = "ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "InvalidImageName" | "ImageInspectError" | "RegistryUnavailable";

export class ImageFailure extends Error {
  override readonly name = "ImageFailure";
  readonly reason: ImageFailureReason;
  /** Milliseconds until another try makes sense. */
  readonly retryInMs: number;
  constructor(reason: ImageFailureReason, message: string, retryInMs: number, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.retryInMs = retryInMs;
  }
}
