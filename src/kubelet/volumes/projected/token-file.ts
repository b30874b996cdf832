import type { ServiceAccountTokenProjection } from "../../../api/types/core/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { ServiceAccountToken } from "../../objects/service-account-tokens.ts";
import type { PayloadFile } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";

/** Source: kubernetes pkg/kubelet/token: refreshed at 80 % of its life, at the latest after a day. */
const refreshFraction = 0.8;
const maximumAgeMs = 24 * 3_600_000;
const defaultExpirationSeconds = 3_600;

interface KeptToken extends ServiceAccountToken {
  readonly refreshAt: number;
}

/** Tokens by pod, so that a change of another source in the volume does not ask for a new one. */
const kept = new WeakMap<Pod["spec"], Map<string, KeptToken>>();

/** A token of the pod's service account as a file, renewed before it expires. */
export async function tokenFile(context: VolumeContext, source: ServiceAccountTokenProjection, defaultMode: number): Promise<Map<string, PayloadFile>> {
  const token = await freshToken(context, source);
  context.refreshAt(token.refreshAt);
  const access = accessOf(context.pod, defaultMode);
  return new Map([[source.path, { content: new TextEncoder().encode(token.token), ...access }]]);
}

async function freshToken(context: VolumeContext, source: ServiceAccountTokenProjection): Promise<KeptToken> {
  const tokens = kept.get(context.pod.spec) ?? new Map<string, KeptToken>();
  kept.set(context.pod.spec, tokens);
  const key = `${context.volume.name}/${source.path}`;
  const now = context.clock.now();
  const old = tokens.get(key);
  if (old !== undefined && old.refreshAt > now) return old;
  const token = await context.token({ audience: source.audience, expirationSeconds: source.expirationSeconds ?? defaultExpirationSeconds });
  const refreshAt = now + Math.min(maximumAgeMs, (token.expiresAt - now) * refreshFraction);
  const fresh = { ...token, refreshAt };
  tokens.set(key, fresh);
  return fresh;
}

/** Only who needs the token may read it: one user when all containers run as that user, the fsGroup where there is one. */
function accessOf(pod: Pod, defaultMode: number): { mode: number; uid?: number } {
  const { fsGroup, runAsUser } = pod.spec.securityContext ?? {};
  const users = new Set([...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((container) => container.securityContext?.runAsUser ?? runAsUser));
  const [only] = users;
  if (users.size === 1 && only !== undefined) return { mode: 0o600, uid: only };
  return { mode: fsGroup === undefined ? defaultMode : 0o600 };
}
