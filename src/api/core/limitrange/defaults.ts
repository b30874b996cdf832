import type { LimitRange } from "../../types/core/v1.gen.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_LimitRangeItem. */
export function applyDefaults(limitRange: LimitRange): void {
  for (const item of limitRange.spec?.limits ?? []) {
    if (item.type !== "Container") continue;
    const limits = { ...item.max, ...item.default };
    if (isMore(limits, item.default)) item.default = limits;
    const requests = { ...item.min, ...limits, ...item.defaultRequest };
    if (isMore(requests, item.defaultRequest)) item.defaultRequest = requests;
  }
}

/** What has its defaults already is not written to. */
function isMore(all: object, given: object = {}): boolean {
  return Object.keys(all).length > Object.keys(given).length;
}
