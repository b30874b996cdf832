import assert from "node:assert/strict";
import { test } from "node:test";
import type { HTTPGetAction } from "../../api/types/core/v1.gen.ts";
import { type HttpCheck, NotTlsError } from "../ports/network-port.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { runHook } from "./lifecycle-hook.ts";
import type { PodPorts } from "./pod-ports.ts";

/** Runs a hook that asks `httpGet`; `answer` is what the server does. */
async function asked(httpGet: HTTPGetAction, answer: (check: HttpCheck) => number): Promise<{ readonly checks: readonly HttpCheck[]; readonly events: readonly string[] }> {
  const checks: HttpCheck[] = [];
  const events: string[] = [];
  const ports = {
    network: {
      httpGet: (check: HttpCheck) => {
        checks.push(check);
        return Promise.resolve({ status: answer(check), body: "" });
      },
    },
    events: { podWarning: (_: unknown, reason: string, message: string) => events.push(`${reason} ${message}`) },
  } as unknown as PodPorts;
  await runHook(ports, { pod: aPod(), container: aContainer(), containerId: "main-0", podIP: "10.244.0.7" }, { httpGet }, new AbortController().signal);
  return { checks, events };
}

test("runHook: the request is the hook, whatever the server makes of it", async () => {
  const { checks, events } = await asked({ port: 8080, path: "/gone" }, () => 404);
  assert.deepEqual(checks, [{ scheme: "HTTP", host: "10.244.0.7", port: 8080, path: "/gone", headers: [{ name: "User-Agent", value: "kube-lifecycle/1.36" }, { name: "Accept", value: "*/*" }] }]);
  assert.deepEqual(events, []);
});

test("runHook: the pod's own headers stand, and take the place of the usual ones", async () => {
  const { checks } = await asked({ port: 8080, httpHeaders: [{ name: "user-agent", value: "me" }] }, () => 200);
  assert.deepEqual(checks[0]?.headers, [{ name: "Accept", value: "*/*" }, { name: "user-agent", value: "me" }]);
});

test("runHook: a server that does not speak TLS is asked without, and is not told the password", async () => {
  const { checks, events } = await asked({ scheme: "HTTPS", port: 8443, httpHeaders: [{ name: "Authorization", value: "Bearer secret" }] }, ({ scheme }) => {
    if (scheme === "HTTPS") throw new NotTlsError("http: server gave HTTP response to HTTPS client");
    return 200;
  });
  assert.deepEqual(checks.map(({ scheme, headers }) => [scheme, headers.some(({ name }) => name === "Authorization")]), [["HTTPS", true], ["HTTP", false]]);
  assert.deepEqual(events, ["LifecycleHTTPFallback request to HTTPS lifecycle hook 10.244.0.7:8443 got HTTP response, retry with HTTP succeeded"]);
});

test("runHook: no answer at all is a failure", async () => {
  await assert.rejects(asked({ port: 8080 }, () => { throw new Error("connection refused"); }), /connection refused/);
});
