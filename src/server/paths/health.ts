import { CheckRecord } from "../../base/metrics/check-record.ts";
import { metricsContentType } from "../../base/metrics/metrics.ts";
import { quote } from "../../machinery/text/quote.ts";
import { type PathAnswer, type PathFamily, type PathRequest, textAnswer } from "./contract.ts";

/** One thing that health depends on: undefined when it is well, otherwise what is wrong. */
export interface HealthCheck {
  readonly name: string;
  check(): string | undefined | Promise<string | undefined>;
}

/** The checks behind each endpoint. Source: apiserver server/healthz. */
export interface HealthChecks {
  readonly healthz: readonly HealthCheck[];
  readonly livez: readonly HealthCheck[];
  readonly readyz: readonly HealthCheck[];
}

const endpoints = ["healthz", "livez", "readyz"] as const;

/** `/healthz`, `/livez` and `/readyz` with `?verbose` and `?exclude=name`, each check as a path of its own, and `/metrics/slis` with how they went. */
export function healthPaths(checks: HealthChecks): PathFamily {
  const record = new CheckRecord();
  return {
    anyMethod: true,
    listed: () => endpoints.flatMap((endpoint) => [`/${endpoint}`, ...checks[endpoint].map(({ name }) => `/${endpoint}/${name}`)]).concat("/metrics/slis"),
    answer(request) {
      if (request.path === "/metrics/slis") return { code: 200, mediaType: metricsContentType, body: record.text() };
      const endpoint = endpoints.find((one) => request.path === `/${one}` || request.path.startsWith(`/${one}/`));
      if (endpoint === undefined) return undefined;
      const rest = request.path.slice(endpoint.length + 2);
      if (request.path === `/${endpoint}`) return answerAll({ endpoint, checks: checks[endpoint], request, record });
      const one = checks[endpoint].find(({ name }) => name === rest);
      return one === undefined ? undefined : answerOne(one);
    },
  };
}

async function answerOne({ check }: HealthCheck): Promise<PathAnswer> {
  const problem = await check();
  return problem === undefined ? textAnswer("ok") : textAnswer(`internal server error: ${problem}\n`, 500);
}

interface Asked {
  readonly endpoint: string;
  readonly checks: readonly HealthCheck[];
  readonly request: PathRequest;
  readonly record: CheckRecord;
}

async function answerAll({ endpoint, checks, request: { query }, record }: Asked): Promise<PathAnswer> {
  const excluded = new Set(query.getAll("exclude"));
  const results = await Promise.all(checks.map(async ({ name, check }) => ({ name, problem: excluded.has(name) ? undefined : await check() })));
  for (const { name, problem } of results) if (!excluded.has(name)) record.add({ name, endpoint, isWell: problem === undefined });
  const lines = results.map(({ name, problem }) => {
    if (excluded.has(name)) return `[+]${name} excluded: ok\n`;
    return problem === undefined ? `[+]${name} ok\n` : `[-]${name} failed: reason withheld\n`;
  });
  const unknown = [...excluded].filter((name) => !checks.some((check) => check.name === name)).sort();
  if (unknown.length > 0) lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.map(quote).join(",")}\n`);
  if (results.some(({ problem }) => problem !== undefined)) return textAnswer(`${lines.join("")}${endpoint} check failed\n`, 500);
  return query.has("verbose") ? textAnswer(`${lines.join("")}${endpoint} check passed\n`) : textAnswer("ok");
}
