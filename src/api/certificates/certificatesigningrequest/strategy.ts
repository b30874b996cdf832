import type { Cell } from "../../../machinery/table/table.ts";
import { humanDuration } from "../../../machinery/duration/human-duration.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from "../../types/certificates/v1.gen.ts";
import { validateApproval, validateStatus, validateCreate } from "./validation.ts";

/** Requests for certificates. Who asks is what authentication says, never what the body says. Source: kubernetes pkg/registry/certificates/certificates. */
export const strategy: KindStrategy<CertificateSigningRequest> = {
  group: "certificates.k8s.io",
  resource: "certificatesigningrequests",
  prepareForCreate(request, { user }) {
    const { spec } = request;
    delete spec.username;
    delete spec.groups;
    delete spec.extra;
    if (user !== undefined) {
      spec.username = user.name;
      spec.groups = [...user.groups];
      if (user.extra !== undefined) spec.extra = Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]]));
    }
    request.status = {};
  },
  validateCreate,
  prepareForUpdate(request, old) {
    request.spec = old.spec;
    keepStatus(request, old);
  },
  subresources: {
    status: {
      prepareForUpdate(request, old, { now }) {
        keepAllButStatus(request, old);
        request.status = { ...request.status, conditions: stamped(request.status?.conditions ?? [], old, now) };
      },
      // Approving and denying have an endpoint, and a permission, of their own.
      validateUpdate: validateStatus,
    },
    approval: {
      prepareForUpdate(request, old, { now }) {
        const conditions = stamped(request.status?.conditions ?? [], old, now);
        keepAllButStatus(request, old);
        request.status = { ...old.status, conditions };
      },
      validateUpdate: validateApproval,
    },
  },
  fieldLabels: ["spec.signerName"],
  selectableFields: (request) => ({ "spec.signerName": request.spec.signerName }),
  printRow,
};

/** New conditions get the time of their writing. */
function stamped(conditions: readonly CertificateSigningRequestCondition[], old: CertificateSigningRequest, now: number): CertificateSigningRequestCondition[] {
  return conditions.map((condition) => {
    const before = old.status?.conditions?.find(({ type }) => type === condition.type);
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? formatTime(now), lastTransitionTime: condition.lastTransitionTime ?? before?.lastTransitionTime ?? formatTime(now) };
  });
}

/** Source: kubernetes pkg/printers printCertificateSigningRequest. */
function printRow({ metadata, spec, status }: CertificateSigningRequest, now: number): Cell[] {
  const has = (type: string) => status?.conditions?.some((condition) => condition.type === type) ?? false;
  let condition = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  if (has("Failed")) condition += ",Failed";
  if (status?.certificate) condition += ",Issued";
  return [
    metadata.name ?? "",
    ageCell(metadata.creationTimestamp, now),
    spec.signerName || "<none>",
    spec.username ?? "",
    spec.expirationSeconds === undefined ? "<none>" : humanDuration(spec.expirationSeconds * 1_000),
    condition,
  ];
}
