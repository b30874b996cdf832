// Runs in a container: gRPC's health protocol on port 9000, HTTP on 8080. `GET /stop` leaves a file behind: argument 2.
import { writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttp2 } from "node:http2";

const SERVING = 1;
const NOT_SERVING = 2;
const [, , stopFile] = process.argv;

const grpc = createHttp2();
grpc.on("stream", (stream, headers) => {
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  stream.on("error", () => {});
  stream.on("end", () => {
    const service = Buffer.concat(chunks).subarray(7).toString(); // 5 bytes of frame, 2 of field and length
    const known = headers[":path"] === "/grpc.health.v1.Health/Check";
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": known ? "0" : "12" }));
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.end(Buffer.from([0, 0, 0, 0, 2, 0x08, service === "down" ? NOT_SERVING : SERVING]));
  });
});
grpc.listen(9_000);

createHttp((request, response) => {
  if (request.url === "/stop") writeFileSync(stopFile, `${request.headers["x-who"] ?? ""}`);
  response.end("done");
}).listen(8_080);
process.on("SIGTERM", () => process.exit(0));
