import type { HTTPHeader } from "../../api/types/core/v1.gen.ts";

/** The headers of a probe's or hook's request: what the pod asks for, and who asks where the pod does not say. Source: kubernetes pkg/probe/http. */
export function httpHeadersAs(userAgent: string, wanted: readonly HTTPHeader[] = []): readonly HTTPHeader[] {
  const names = new Set(wanted.map(({ name }) => name.toLowerCase()));
  return [
    ...(names.has("user-agent") ? [] : [{ name: "User-Agent", value: userAgent }]),
    ...(names.has("accept") ? [] : [{ name: "Accept", value: "*/*" }]),
    ...wanted,
  ];
}
