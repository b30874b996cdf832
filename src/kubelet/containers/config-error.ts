/** A container cannot be made from what its pod says: the waiting reason CreateContainerConfigError with this message. */
export class ContainerConfigError extends Error {
  override readonly name = "ContainerConfigError";
}
