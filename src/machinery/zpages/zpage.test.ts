import assert from "node:assert/strict";
import { test } from "node:test";
import { isStatus } from "../errors/status-error.ts";
import { flagzPage } from "./flagz.ts";
import { statuszPage } from "./statusz.ts";
import { answerZpage } from "./zpage.ts";

const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
const statusz = statuszPage({ component: "apiserver", startedAt, now: startedAt + (3_600 + 2 * 60 + 3) * 1_000 + 999, gitVersion: "v1.36.0+x", paths: ["/", "/apis/batch", "/readyz/ping", "/livez", "/readyz", "/openapi/v3", "/.well-known/openid-configuration"] });
const flagz = flagzPage("kubelet", { port: "1", name: "a b" });

const warning = "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.\n";
const statuszText = (delimiter: string): string =>
  `\napiserver statusz\n${warning}\nStarted${delimiter} Fri Jan  2 03:04:05 UTC 2026\nUp${delimiter} 1 hr 02 min 03 sec\nGo version${delimiter} \nBinary version${delimiter} 1.36.0+x\nEmulation version${delimiter} 1.36\nPaths${delimiter} /livez /readyz\n`;
const statuszJson = (version: string): object => ({ kind: "Statusz", apiVersion: `config.k8s.io/${version}`, metadata: { name: "apiserver" }, startTime: "2026-01-02T03:04:05Z", uptimeSeconds: 3_723, goVersion: "", binaryVersion: "1.36.0+x", emulationVersion: "1.36", paths: ["/livez", "/readyz"] });

const deprecated = { Warning: '299 - "This version of the statusz endpoint is deprecated. Please use a newer version."' };
const text = { contentType: "text/plain; charset=utf-8", body: statuszText(":"), headers: {} };
const json = (version: string, headers = {}) => ({ contentType: "application/json", body: `${JSON.stringify(statuszJson(version))}\n`, headers });

const rows: { accept?: string; agent?: string; query?: string; wants: object | "NotAcceptable" }[] = [
  { wants: text },
  { accept: " ", wants: text },
  { accept: "text/plain", wants: text },
  { accept: "text/*", wants: text },
  { accept: "*/*", wants: text },
  { accept: "text/plain;as=Statusz;g=config.k8s.io;v=v1beta1", wants: "NotAcceptable" },
  { accept: "application/json", wants: "NotAcceptable" },
  { accept: "application/json;g=config.k8s.io;v=v1beta1", wants: "NotAcceptable" },
  { accept: "application/json;as=Flagz;g=config.k8s.io;v=v1beta1", wants: "NotAcceptable" },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1", wants: "NotAcceptable" },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1beta1;stream=watch", wants: "NotAcceptable" },
  { accept: "application/vnd.kubernetes.protobuf;as=Statusz;g=config.k8s.io;v=v1beta1", wants: "NotAcceptable" },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1beta1", wants: json("v1beta1") },
  { accept: "application/json;v=v1alpha1;g=config.k8s.io;as=Statusz", wants: json("v1alpha1", deprecated) },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=none,*/*", wants: text },
  { accept: "text/plain;q=0.5,application/json;as=Statusz;g=config.k8s.io;v=v1beta1", wants: json("v1beta1") },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1beta1", agent: "curl/8", wants: { ...json("v1beta1"), body: `${JSON.stringify(statuszJson("v1beta1"), undefined, 2)}\n` } },
  { accept: "application/json;as=Statusz;g=config.k8s.io;v=v1beta1", agent: "curl/8", query: "pretty=false", wants: json("v1beta1") },
  { accept: "application/yaml;as=Statusz;g=config.k8s.io;v=v1beta1", wants: { contentType: "application/yaml", body: 'apiVersion: config.k8s.io/v1beta1\nbinaryVersion: 1.36.0+x\nemulationVersion: "1.36"\ngoVersion: ""\nkind: Statusz\nmetadata:\n  name: apiserver\npaths:\n- /livez\n- /readyz\nstartTime: "2026-01-02T03:04:05Z"\nuptimeSeconds: 3723\n', headers: {} } },
];
for (const { accept, agent, query = "", wants } of rows) {
  test(`/statusz?${query} for "${accept ?? ""}"${agent === undefined ? "" : ` by ${agent}`}`, () => {
    const headers: Record<string, string | undefined> = { accept, "user-agent": agent };
    const answer = () => answerZpage(statusz, { query: new URLSearchParams(query), header: (name) => headers[name], pick: () => 0 });
    if (wants !== "NotAcceptable") return assert.deepEqual(answer(), wants);
    assert.throws(answer, (error) => isStatus(error, "NotAcceptable") && error.message === "only the following media types are accepted: application/json, application/yaml, text/plain");
  });
}

for (const [picked, delimiter] of [":", ": ", "=", " "].entries()) {
  test(`text has "${delimiter}" between names and values when chance wants it`, () => {
    const answer = (page: typeof statusz): string => answerZpage(page, { query: new URLSearchParams(), header: () => undefined, pick: () => picked }).body;
    assert.equal(answer(statusz), statuszText(delimiter));
    assert.equal(answer(flagz), `\nkubelet flagz\n${warning}name${delimiter}a b\nport${delimiter}1\n`);
  });
}

test("/flagz as JSON, its flags by name", () => {
  const answer = (page: typeof flagz): string => answerZpage(page, { query: new URLSearchParams(), header: (name) => (name === "accept" ? "application/json;as=Flagz;g=config.k8s.io;v=v1beta1" : undefined), pick: () => 0 }).body;
  assert.equal(answer(flagz), '{"kind":"Flagz","apiVersion":"config.k8s.io/v1beta1","metadata":{"name":"kubelet"},"flags":{"name":"a b","port":"1"}}\n');
  assert.equal(answer(flagzPage("kubelet", {})), '{"kind":"Flagz","apiVersion":"config.k8s.io/v1beta1","metadata":{"name":"kubelet"}}\n');
});
