import type { HTTPHeader } from "../../api/types/core/v1.gen.ts";

/** The headers of a probe's or hook's request: what the pod asks for, and who asks where the pod does not say. An empty `Accept` is none. Source: kubernetes pkg/probe/http newProbeRequest. */
export function httpHeadersAs(userAgent: string, wanted: readonly HTTPHeader[] = []): readonly HTTPHeader[] {
  const first = (header: string): HTTPHeader | undefined => wanted.find(({ name }) => name.toLowerCase() === header);
  const sent = first("accept")?.value === "" ? wanted.filter(({ name }) => name.toLowerCase() !== "accept") : wanted;
  return [
    ...(first("user-agent") !== undefined ? [] : [{ name: "User-Agent", value: userAgent }]),
    ...(first("accept") !== undefined ? [] : [{ name: "Accept", value: "*/*" }]),
    ...sent,
  ];
}
