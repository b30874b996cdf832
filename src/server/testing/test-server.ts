import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RealClock } from "../../base/real-clock.ts";
import { SystemRandom } from "../../base/system-random.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import type { Store } from "../../store/contract.ts";
import type { ApiServer, Listening } from "../api-server.ts";
import { type ClusterPki, loadClusterPki } from "../pki/cluster-pki.ts";
import { writeKubeconfig } from "../pki/kubeconfig.ts";
import { createApiServer, serverUser } from "../server.ts";
import { scriptedNodes } from "./scripted-kubelet.ts";

export interface TestServer {
  readonly server: ApiServer;
  readonly listening: Listening;
  readonly pki: ClusterPki;
  readonly folder: string;
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Folders of servers that are not yet closed. */
const folders = new Set<string>();

// A test that fails before it closes its server, or takes too long and is ended by the test runner, leaves nothing behind either.
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
process.on("SIGTERM", () => process.exit(143)); // it may come twice: from the runner, and to all of its group

/** A whole API server over a memory store (default: an empty one of its own), listening on a free port of the loopback. */
export async function startTestServer({ store = new MemoryStore() }: { readonly store?: Store } = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "apiserver-"));
  folders.add(folder);
  const clock = new RealClock();
  const pki = loadClusterPki({ folder: join(folder, "pki"), now: clock.now() });
  const server = await createApiServer({ store, clock, random: new SystemRandom(), nodes: scriptedNodes });
  const listening = await server.listen({ host: "127.0.0.1", port: 0, certificate: pki.serving.certificate, key: pki.serving.key, clientCa: pki.ca.certificate });
  const kubeconfig = join(folder, "kubeconfig");
  writeKubeconfig(kubeconfig, { server: `https://127.0.0.1:${listening.port}`, ca: pki.ca.certificate, user: pki.admin, name: "test" });
  return {
    server,
    listening,
    pki,
    folder,
    kubeconfig,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
      folders.delete(folder);
    },
  };
}

/** Makes a service account and a pod that runs on node `n1`. */
export async function createRunningPod(server: ApiServer, name: string, containers: readonly string[] = ["main"]): Promise<void> {
  const transport = server.inProcess(serverUser);
  const resource = (plural: string) => ({ group: "", version: "v1", resource: plural });
  await transport.request({ verb: "create", resource: resource("serviceaccounts"), namespace: "default", body: { metadata: { name: "default" } } }).catch(() => {});
  const spec = { nodeName: "n1", containers: containers.map((container) => ({ name: container, image: "busybox" })) };
  const pod = await transport.request({ verb: "create", resource: resource("pods"), namespace: "default", body: { metadata: { name }, spec } });
  const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
  await transport.request({ verb: "update", resource: resource("pods"), subresource: "status", namespace: "default", name, body: { ...pod, status } });
}
