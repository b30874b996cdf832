import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type Group, mustRun, type Place } from "../table.ts";

const server = 'echo listening; mkdir /www; printf "from the pod" > /www/index.html; exec httpd -f -p 8080 -h /www';

/** Runs `kubectl <args>` until `use` is done with it; `use` gets the first line that matches. */
async function during(place: Place, args: readonly string[], line: RegExp, use: (match: RegExpExecArray) => Promise<void>): Promise<void> {
  const child = place.start(args);
  const closed = once(child, "close");
  try {
    for await (const printed of createInterface(child.stdout)) {
      const match = line.exec(printed);
      if (match === null) continue;
      return await use(match);
    }
    assert.fail(`kubectl ${args.join(" ")} ended without a line like ${line}`);
  } finally {
    child.kill();
    await closed;
  }
}

const forwards = /^Forwarding from 127\.0\.0\.1:(\d+) -> 8080$/;
const proxies = /^Starting to serve on 127\.0\.0\.1:(\d+)$/;
const bodyAt = async (port: string | undefined, path = "/"): Promise<string> => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

/** `kubectl port-forward`, `proxy`, and the API server's own proxies. */
export const group: Group = {
  name: "network",
  steps: [
    { args: ["run", "server", "--image=busybox", "--restart=Never", "--port=8080", "--overrides={\"spec\":{\"terminationGracePeriodSeconds\":0}}", "--command", "--", "sh", "-c", server], stdout: "pod/server created\n" },
    { args: "expose pod server --port=80 --target-port=8080 --name=front", stdout: "service/front exposed\n" },
    { args: "wait --for=condition=Ready pod/server --timeout=60s", stdout: "pod/server condition met\n" },
    { name: "it listens", args: "exec server -- wget -q -O - http://127.0.0.1:8080/", stdout: "from the pod", eventually: true },
    { name: "port-forward pod", act: (place) => during(place, ["port-forward", "pod/server", ":8080"], forwards, async ([, port]) => assert.equal(await bodyAt(port), "from the pod")) },
    { name: "port-forward of a pod carries several connections, one after the other", act: (place) => during(place, ["port-forward", "server", ":8080", "--address=127.0.0.1"], forwards, async ([, port]) => {
        for (let turn = 0; turn < 3; turn += 1) assert.equal(await bodyAt(port), "from the pod");
      }) },
    { name: "port-forward service finds a pod by the selector and its port", act: (place) => during(place, ["port-forward", "service/front", ":80"], forwards, async ([, port]) => assert.equal(await bodyAt(port), "from the pod")) },
    ...["true", "false"].map((webSockets) => ({ name: `port-forward to a port where nothing listens ends with the reason (WebSockets ${webSockets})`, act: async (place: Place) => {
        const child = place.start(["port-forward", "pod/server", ":9999"], { env: { KUBECTL_PORT_FORWARD_WEBSOCKETS: webSockets }, stderr: "pipe" });
        const errors = child.stderr === null ? assert.fail("no errors to read") : text(child.stderr);
        try {
          for await (const printed of createInterface(child.stdout)) {
            const port = /^Forwarding from 127\.0\.0\.1:(\d+) -> 9999$/.exec(printed)?.[1];
            if (port !== undefined) await assert.rejects(bodyAt(port));
          }
        } finally {
          child.kill();
        }
        assert.match(await errors, /an error occurred forwarding \d+ -> 9999: error forwarding port 9999 to pod .*connection refused/);
      } })),
    { args: "port-forward pod/nobody 1234", stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 },
    { args: "port-forward service/front :99", stderr: "error: Service front does not have a service port 99\n", code: 1 },
    { args: "port-forward pod/server", stderr: /^error: TYPE\/NAME and list of ports are required for port-forward\n/, code: 1 },
    { name: "proxy serves the API", act: (place) => during(place, ["proxy", "--port=0"], proxies, async ([, port]) => {
        assert.match(await bodyAt(port, "/version"), /"gitVersion":\s*"v1\.36/);
        assert.match(await bodyAt(port, "/api/v1/namespaces/network/pods/server"), /"name":"server"/);
        assert.equal((await fetch(`http://127.0.0.1:${port}/api/v1/namespaces/network/pods/server/exec`)).status, 403);
      }) },
    { name: "proxy with a prefix and a folder of its own", act: (place) => during(place, ["proxy", "--port=0", "--api-prefix=/k8s", "--www=.", "--www-prefix=/static"], proxies, async ([, port]) => {
        assert.equal(await bodyAt(port, "/k8s/healthz"), "ok");
      }) },
    { name: "port-forward waits for the pod to run, and listens where it is told", act: (place) => during(place, ["port-forward", "pod/server", ":8080", "--address=localhost", "--pod-running-timeout=30s"], forwards, async ([, port]) => assert.equal(await bodyAt(port), "from the pod")) },
    { name: "proxy lets through what its filters say", act: (place) => during(place, ["proxy", "--port=0", "--address=127.0.0.1", "--accept-hosts=^127\\.0\\.0\\.1$", "--accept-paths=^/(api|healthz)", "--reject-paths=/secrets", "--reject-methods=^DELETE$", "--keepalive=5s", "--append-server-path"], proxies, async ([, port]) => {
        const status = async (path: string, method = "GET") => (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
        assert.deepEqual([await status("/healthz"), await status("/api/v1/namespaces/network/secrets"), await status("/version"), await status("/api/v1/namespaces/network/pods/server", "DELETE")], [200, 403, 403, 403]);
      }) },
    { name: "proxy on a socket, without filters", act: (place) => during(place, ["proxy", "--unix-socket=api.sock", "--disable-filter"], /^Starting to serve on (api\.sock)$/, async () => {
        const asked = request({ socketPath: join(place.folder, "api.sock"), path: "/healthz" }).end();
        const [answer] = (await once(asked, "response")) as [IncomingMessage];
        assert.equal(await text(answer), "ok");
      }) },
    { args: "get --raw /api/v1/namespaces/network/pods/server:8080/proxy/", stdout: "from the pod" },
    { name: "a pod is reached through the API server and through kubectl proxy", act: (place) => during(place, ["proxy", "--port=0"], proxies, async ([, port]) => assert.equal(await bodyAt(port, "/api/v1/namespaces/network/pods/http:server:8080/proxy/"), "from the pod")) },
    {
      name: "a service is reached through the API server by its endpoints",
      act: async (place) => {
        const service = JSON.stringify({ apiVersion: "v1", kind: "Service", metadata: { name: "byhand" }, spec: { clusterIP: "None", ports: [{ name: "80", port: 80 }] } });
        await mustRun(place, "create -f -", { input: service });
        assert.match((await place.kubectl("get --raw /api/v1/namespaces/network/services/byhand/proxy/")).stderr, /no endpoints available for service "byhand"/);
        const ip = await mustRun(place, "get pod server -o jsonpath={.status.podIP}");
        const input = JSON.stringify({ apiVersion: "v1", kind: "Endpoints", metadata: { name: "byhand" }, subsets: [{ addresses: [{ ip }], ports: [{ name: "80", port: 8080 }] }] });
        await mustRun(place, "create -f -", { input });
        assert.equal(await mustRun(place, "get --raw /api/v1/namespaces/network/services/byhand/proxy/"), "from the pod");
      },
    },
    { args: "get --raw /api/v1/namespaces/network/services/front:80/proxy/", stdout: "from the pod", todo: "Endpoints and EndpointSlice controllers" },
    { args: "get endpointslices -l kubernetes.io/service-name=front", stdout: /8080/, todo: "EndpointSlice controller" },
    { args: "get endpoints front", stdout: /^NAME +ENDPOINTS +AGE\nfront +10\.\S+:8080 /, stderr: "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n", todo: "Endpoints controller" },
    { name: "the log of a pod is read through the API server", args: "get --raw /api/v1/namespaces/network/pods/server/log", stdout: /^listening\n/, eventually: true },
    { args: "delete pod server --now", stdout: 'pod "server" deleted from network namespace\n' },
  ],
};
