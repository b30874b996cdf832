import type { LimitRange } from "../../types/core/v1.gen.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_LimitRangeItem. */
export function applyDefaults(limitRange: LimitRange): void {
  for (const item of limitRange.spec?.limits ?? []) {
    if (item.type !== "Container") continue;
    const limits = { ...item.max, ...item.default };
    if (Object.keys(limits).length > 0) item.default = limits;
    const requests = { ...item.min, ...limits, ...item.defaultRequest };
    if (Object.keys(requests).length > 0) item.defaultRequest = requests;
  }
}
