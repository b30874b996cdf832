import type { TokenRequest } from "../../../api/types/authentication/v1.gen.ts";
import type { Random } from "../../../base/random.ts";
import { notFound, invalid } from "../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import type { Answer } from "../../contract.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { nodes, pods, secrets, serviceAccounts } from "../../resources.ts";
import { type BoundObject, buildClaims } from "./claims.ts";
import type { TokenKeys } from "./token-keys.ts";
import type { VirtualResource } from "../../registry/contract.ts";

export interface TokenRequestOptions {
  readonly keys: TokenKeys;
  readonly issuer: string;
  readonly apiAudiences: readonly string[];
  readonly objects: ObjectReader;
  readonly random: Random;
}

/** Bounds of spec.expirationSeconds. Source: kubernetes pkg/apis/authentication/validation. */
const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

/** `serviceaccounts/token`: makes a token for a service account. Only create. */
export function tokenRequestResource(options: TokenRequestOptions): VirtualResource {
  const { keys, issuer, apiAudiences, objects, random } = options;
  return {
    async handle(context): Promise<Answer> {
      const { namespace = "", name = "" } = context.request;
      const account = await objects.find(serviceAccounts, namespace, name);
      if (account === undefined) throw notFound({ group: "", resource: "serviceaccounts" }, name);
      const request = (context.request.body ?? {}) as TokenRequest;
      const expirationSeconds = request.spec?.expirationSeconds ?? 3600;
      const problems = [...validateTarget(request, { name, namespace }), ...validate(expirationSeconds)];
      if (problems.length > 0) throw invalid({ group: "authentication.k8s.io", kind: "TokenRequest" }, "", problems);

      const audiences = request.spec?.audiences?.length ? request.spec.audiences : apiAudiences;
      const claims = buildClaims({
        issuer,
        audiences,
        apiAudience: audiences.every((audience) => apiAudiences.includes(audience)),
        serviceAccount: { namespace, name, uid: account.metadata.uid ?? "" },
        bound: await findBound(request, namespace, name, objects),
        expirationSeconds,
        nowMs: context.clock.now(),
        id: random.uuid(),
      });
      const token = context.request.options?.dryRun === true ? "" : await keys.sign(claims);
      const tellExpirySeconds = claims["kubernetes.io"].warnafter ?? claims.exp;
      return {
        type: "object",
        code: 201,
        object: {
          kind: "TokenRequest",
          apiVersion: "authentication.k8s.io/v1",
          metadata: { name, namespace, creationTimestamp: secondsToTime(claims.iat) },
          spec: { ...request.spec, audiences, expirationSeconds },
          status: { token, expirationTimestamp: secondsToTime(tellExpirySeconds) },
        } as TokenRequest,
      };
    },
  };
}

/** A request may say whose token it wants, and then says what its path says. Source: kubernetes registry/core/serviceaccount/storage/token.go. */
function validateTarget({ metadata }: TokenRequest, { name, namespace }: { readonly name: string; readonly namespace: string }): FieldError[] {
  const problems: FieldError[] = [];
  if (metadata?.name && metadata.name !== name) problems.push(invalidValue("metadata.name", metadata.name, "must match the service account name if specified"));
  if (metadata?.namespace && metadata.namespace !== namespace) problems.push(invalidValue("metadata.namespace", metadata.namespace, "must match the service account namespace if specified"));
  return problems;
}

function validate(expirationSeconds: number): FieldError[] {
  if (expirationSeconds < shortestSeconds) return [invalidValue("spec.expirationSeconds", expirationSeconds, "may not specify a duration less than 10 minutes")];
  if (expirationSeconds > longestSeconds) return [invalidValue("spec.expirationSeconds", expirationSeconds, "may not specify a duration larger than 2^32 seconds")];
  return [];
}

/** The object that `spec.boundObjectRef` names. It must exist, have the UID that was given, and use this service account. */
async function findBound(request: TokenRequest, namespace: string, accountName: string, objects: ObjectReader): Promise<BoundObject | undefined> {
  const ref = request.spec?.boundObjectRef;
  if (ref === undefined) return undefined;
  const name = ref.name ?? "";
  // Upstream names the kind here, where other conflicts name the resource.
  const checkUid = (uid: string | undefined, kind: string): string => {
    if (ref.uid !== undefined && ref.uid !== "" && ref.uid !== uid) {
      const message = `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
      throw new StatusError("Conflict", `Operation cannot be fulfilled on ${kind} ${JSON.stringify(name)}: ${message}`, { details: { name, kind } });
    }
    return uid ?? "";
  };
  switch (`${ref.apiVersion}/${ref.kind}`) {
    case "v1/Pod": {
      const pod = await objects.find(pods, namespace, name);
      if (pod === undefined) throw notFound({ group: "", resource: "pods" }, name);
      if ((pod.spec.serviceAccountName ?? "") !== accountName) throw new StatusError("BadRequest", `cannot bind token for serviceaccount ${JSON.stringify(accountName)} to pod running with different serviceaccount name.`);
      const nodeName = pod.spec.nodeName;
      const node = nodeName === undefined ? undefined : { name: nodeName, uid: objects.cached(nodes, "", nodeName)?.metadata.uid };
      return { kind: "Pod", name, uid: checkUid(pod.metadata.uid, "Pod"), node };
    }
    case "v1/Secret": {
      const secret = await objects.find(secrets, namespace, name);
      if (secret === undefined) throw notFound({ group: "", resource: "secrets" }, name);
      return { kind: "Secret", name, uid: checkUid(secret.metadata.uid, "Secret") };
    }
    case "v1/Node": {
      const node = await objects.find(nodes, "", name);
      if (node === undefined) throw notFound({ group: "", resource: "nodes" }, name);
      return { kind: "Node", name, uid: checkUid(node.metadata.uid, "Node") };
    }
    default:
      throw new StatusError("BadRequest", `cannot bind token to object of type ${ref.apiVersion}, Kind=${ref.kind}`);
  }
}

function secondsToTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
