import { RealClock } from "../base/real-clock.ts";
import { SeededRandom } from "../base/seeded-random.ts";
import { transportConformance } from "../client/conformance.ts";
import { createHttpTransport } from "../client/http/http-transport.ts";
import { PortClient } from "../client/port/port-client.ts";
import { servePort } from "../client/port/serve-port.ts";
import { issueCertificate } from "../server/pki/certificate.ts";
import { createApiServer, type ApiServer } from "../server/server.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";

const user = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const clock = new RealClock();
const validity = { notBefore: clock.now() - 60_000, notAfter: clock.now() + 3_600_000 };
const ca = issueCertificate({ subject: { commonName: "test-ca" }, usage: "ca", ...validity });
const serving = issueCertificate({ subject: { commonName: "server" }, usage: "server", hosts: ["127.0.0.1"], ...validity }, ca);
const admin = issueCertificate({ subject: { commonName: user.name, organizations: ["system:masters"] }, usage: "client", ...validity }, ca);

async function openServer(): Promise<{ server: ApiServer; close: () => Promise<void> }> {
  const store = new MemoryStore();
  const server = await createApiServer({ store, clock, random: new SeededRandom(1) });
  const close = async (): Promise<void> => {
    await server.close();
    await store.close();
  };
  return { server, close };
}

transportConformance("in-process", async () => {
  const { server, close } = await openServer();
  return { transport: server.inProcess(user), close };
});

transportConformance("http", async () => {
  const { server, close } = await openServer();
  const { port } = await server.listen({ host: "127.0.0.1", port: 0, certificate: serving.certificate, key: serving.key, clientCa: ca.certificate });
  const transport = createHttpTransport({ server: `https://127.0.0.1:${port}`, ca: ca.certificate, clientCertificate: admin.certificate, clientKey: admin.key });
  const closeBoth = async (): Promise<void> => {
    await transport.close();
    await close();
  };
  return { transport, close: closeBoth };
});

transportConformance("port", async () => {
  const { server, close } = await openServer();
  const { port1, port2 } = new MessageChannel();
  const stop = servePort(port1, { transportFor: (who) => server.inProcess(who) });
  const client = new PortClient(port2);
  const closeAll = async (): Promise<void> => {
    client.close();
    stop();
    await close();
  };
  return { transport: client.transport(user), close: closeAll };
});
