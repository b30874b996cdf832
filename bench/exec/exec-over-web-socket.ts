import WebSocket from "ws";
import type { Endpoint } from "../../src/client/http/session.ts";

/** The channel on which the server tells how the command ended. Source: apimachinery remotecommand constants. */
const errorChannel = 3;

/** Runs a command as kubectl does, and resolves once the server has told that it succeeded. */
export function execOverWebSocket({ server, ca, clientCertificate, clientKey }: Endpoint, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.replace("https", "wss")}${path}`, "v5.channel.k8s.io", { ca, cert: clientCertificate, key: clientKey });
    let status = "";
    socket.on("message", (data: Buffer) => {
      if (data[0] === errorChannel) status += data.subarray(1).toString();
    });
    socket.on("error", reject);
    socket.on("close", () => (status.includes('"Success"') ? resolve() : reject(new Error(`exec ended with ${status || "no status"}`))));
  });
}
