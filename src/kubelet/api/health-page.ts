import type { CheckRecord } from "../../base/metrics/check-record.ts";
import type { KubeletPage } from "../../machinery/streaming/kubelet-api.ts";
import { notFoundPage } from "./not-found.ts";

/** What is checked, under upstream's names. All of them hold for as long as anybody gets an answer: the loops run in this very process. */
const checks = ["ping", "log", "syncloop"];

/** `/healthz`, which `record` is told of, and each check below it. Source: apiserver pkg/server/healthz. */
export function healthPage(which: string, query: URLSearchParams, record: CheckRecord): KubeletPage {
  if (which !== "" && !checks.includes(which)) throw notFoundPage(`/healthz/${which}`);
  if (which === "") for (const name of checks) record.add({ name, endpoint: "healthz", isWell: true });
  const body = which === "" && query.has("verbose") ? `${checks.map((check) => `[+]${check} ok\n`).join("")}healthz check passed\n` : "ok";
  return { contentType: "text/plain; charset=utf-8", body };
}
