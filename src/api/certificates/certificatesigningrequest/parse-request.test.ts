import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { parseRequest } from "./parse-request.ts";
import { elementsOf, onlyElement } from "./read-der.ts";

/** `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "/O=staff/O=nerds/CN=ann" -addext "subjectAltName=DNS:a.example.com,IP:192.0.2.1,URI:https://a/,email:a@example.com"`. */
const full = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQk5EQ0IzQUlCQURBdU1RNHdEQVlEVlFRS0RBVnpkR0ZtWmpFT01Bd0dBMVVFQ2d3RmJtVnlaSE14RERBSwpCZ05WQkFNTUEyRnViakJaTUJNR0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSEEwSUFCRE5RL296a2YyQjVLeHZUCkRVcFAydWc0dGZWenJnU3h3TjV4VFNLV1NXdndIV2hKcWd1OGVKRXlDUnBkKzJwRXVSMXdEVW94Y0gwSnVQZ04KelFOUVVKeWdUREJLQmdrcWhraUc5dzBCQ1E0eFBUQTdNRGtHQTFVZEVRUXlNRENDRFdFdVpYaGhiWEJzWlM1agpiMjJIQk1BQUFnR0dDbWgwZEhCek9pOHZZUytCRFdGQVpYaGhiWEJzWlM1amIyMHdDZ1lJS29aSXpqMEVBd0lEClJ3QXdSQUlnZERGM2ZCUUJUNVRCU3FWK0ZQV0IxVGUzclRQZ08xYXM2eHNQN3BuRjY1SUNJSDEyVm1tQ1R4ak0KNnNuRnNOVFdPZHVrZDEzVjlLNWxuMGJPdkVKSlVCS0UKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";
/** The same with `-subj /CN=x` and nothing else. */
const bare = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIR01HNENBUUF3RERFS01BZ0dBMVVFQXd3QmVEQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQQpCT1BoenZSYTE4MkdlODd3UEpoMjFuRCtkREx1dlBJRVUwODBFWlNXSWVxVkJMeFRwWG03RTU4N2wzdG51VkppClJvbUp6dHRaS3A1MHoybTg0RDEvM1dPZ0FEQUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpRUFnYTZwY01pekFtVEwKdDFvUVdwSFNMWDdqbWpnSzBNYkxiZjRjU05zS0lUWUNJR050bnZXd0pFT3Z4U210THFSTzhwWEdIRU1oRHhxTApvQTNOOER4S2tSY3YKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

test("a request tells whose it is, by which other names, and that the key is theirs", () => {
  const { commonName, organizations, nameKinds, publicKey, signed } = parseRequest(full);
  assert.deepEqual([commonName, organizations, nameKinds], ["ann", ["staff", "nerds"], ["dns", "ip", "uri", "email"]]);
  const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
  assert.equal(verify("sha256", signed.info, key, signed.signature), true);
  assert.equal(signed.algorithm, "2a8648ce3d040302");
});

test("a request need not have more than a name and a key", () => {
  const { commonName, organizations, nameKinds, alternativeNames } = parseRequest(bare);
  assert.deepEqual([commonName, organizations, nameKinds, alternativeNames], ["x", [], [], undefined]);
});

const bad: { name: string; bytes: number[]; message: string }[] = [
  { name: "an empty sequence", bytes: [0x30, 0x00], message: "asn1: structure error: tags don't match" },
  { name: "a sequence that is cut off", bytes: [0x30, 0x05, 0x30], message: "asn1: syntax error: data truncated" },
  { name: "a tag alone", bytes: [0x30], message: "asn1: syntax error: truncated tag or length" },
  { name: "more after its end", bytes: [0x30, 0x00, 0x05, 0x00], message: "asn1: syntax error: trailing data" },
  { name: "a length of nine bytes", bytes: [0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1], message: "asn1: syntax error: length too large" },
];
for (const { name, bytes, message } of bad) {
  test(`a request is none that is ${name}`, () => {
    const pem = btoa(`-----BEGIN CERTIFICATE REQUEST-----\n${btoa(String.fromCharCode(...bytes))}\n-----END CERTIFICATE REQUEST-----\n`);
    assert.throws(() => parseRequest(pem), { message });
  });
}

test("DER: lengths in the short and the long form", () => {
  const long = new Uint8Array([0x04, 0x81, 0x80, ...new Array<number>(128).fill(7)]);
  assert.deepEqual(elementsOf(long).map(({ tag, content }) => [tag, content.length]), [[4, 128]]);
  assert.equal(onlyElement(new Uint8Array([0x04, 0x01, 7]), 0x04).content[0], 7);
});
