import { RuntimeError, type RuntimeErrorCode } from "../../cri/contract.ts";
import { GrpcError } from "./grpc/grpc-error.ts";

const sameCodes: readonly RuntimeErrorCode[] = ["NotFound", "AlreadyExists", "InvalidArgument", "FailedPrecondition", "DeadlineExceeded", "Unavailable"];

/** containerd answers `Unknown` for much that has a code; its words tell which. Source: what containerd 1.6 was seen to answer. */
const byWords: readonly (readonly [RegExp, RuntimeErrorCode])[] = [
  [/is reserved for/, "AlreadyExists"],
  [/is in \S+ state|is not in \S+ state|is already in \S+ state|is not running|sandbox container .* is not ready/, "FailedPrecondition"],
  [/timeout .* exceeded|context deadline exceeded/, "DeadlineExceeded"],
  [/: not found$|does not exist$/, "NotFound"],
];

/** The error as the kubelet treats it; what is no answer of the runtime (an abort) stays what it is. */
export function toRuntimeError(error: unknown): unknown {
  if (!(error instanceof GrpcError)) return error;
  const code = sameCodes.find((same) => same === error.code) ?? byWords.find(([words]) => words.test(error.message))?.[1] ?? "Internal";
  return new RuntimeError(code, error.message, { cause: error });
}

export function isNotFound(error: unknown): boolean {
  return (error instanceof GrpcError || error instanceof RuntimeError) && error.code === "NotFound";
}
