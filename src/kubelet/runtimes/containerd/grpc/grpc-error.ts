/** Status codes of gRPC, by number. Source: grpc doc/statuscodes.md. */
const codes = [
  "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted",
  "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
] as const;

export type GrpcCode = (typeof codes)[number];

/** What a call ended with, other than OK. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  readonly code: GrpcCode;
  constructor(code: GrpcCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The outcome in `grpc-status` and `grpc-message`: undefined for OK. */
export function grpcErrorOf(status: string | undefined, message: string | undefined): GrpcError | undefined {
  if (status === "0") return undefined;
  const code = codes[Number(status ?? NaN)] ?? "Unknown";
  return new GrpcError(code, message ? percentDecoded(message) : `the call ended with gRPC status ${status ?? "none"}`);
}

/** `grpc-message` is percent-encoded; one that is not is taken as it stands. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
