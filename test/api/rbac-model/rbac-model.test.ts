import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:http2";
import { after, before, test } from "node:test";
import { SeededRandom } from "../../../src/base/seeded-random.ts";
import { uncoveredRules } from "../../../src/server/authz/rbac/covers.ts";
import { startTestServer, type TestServer } from "../../../src/server/testing/test-server.ts";
import { modelAllows, modelCovers } from "./model.ts";
import { PolicyDice, type Policy, type Question } from "./policy.ts";
import { PolicyWorld, serverAllows } from "./world.ts";

const seed = Number(process.env.RBAC_SEED ?? 1);
const rounds = 10;
const questionsPerRound = 10_000;
const overHttpPerRound = 60;

let testServer: TestServer;
let world: PolicyWorld;

before(async () => {
  testServer = await startTestServer();
  world = new PolicyWorld(testServer.server);
  await world.start();
});

after(async () => {
  await world.stop();
  await testServer.close();
});

test(`RBAC answers ${rounds * questionsPerRound} random questions over ${rounds} random policies as the naive model does (seed ${seed})`, async () => {
  const dice = new PolicyDice(new SeededRandom(seed));
  let allowed = 0;
  for (let round = 0; round < rounds; round++) {
    // A crowded policy finds grants that are too wide, an almost empty one grants that are missed.
    const policy = dice.policy(10 + round * 6, 5 + round * 5);
    await world.hold(policy);
    for (let asked = 0; asked < questionsPerRound; asked++) {
      const question = dice.question();
      const expected = modelAllows(policy, question);
      if (expected) allowed++;
      if (serverAllows(testServer.server, question) !== expected) assert.fail(difference(policy, question, expected));
    }
    for (let asked = 0; asked < overHttpPerRound; asked++) await askOverHttp(policy, dice.question());
  }
  // Neither answer may be so rare that the comparison says nothing.
  const share = allowed / (rounds * questionsPerRound);
  assert.ok(share > 0.05 && share < 0.95, `${Math.round(share * 100)} % of the questions were allowed`);
});

test("escalation: what a set of rules covers is what the naive model says, for 50000 random pairs", () => {
  const dice = new PolicyDice(new SeededRandom(seed + 1));
  let covered = 0;
  for (let pair = 0; pair < 50_000; pair++) {
    const owned = dice.rules(8);
    // A part of what is held, or anything.
    const wanted = pair % 2 === 0 ? owned.slice(0, 1).map((rule) => ({ ...rule, verbs: rule.verbs.slice(0, 1) })) : dice.rules(1);
    const expected = modelCovers(owned, wanted);
    if (expected) covered++;
    assert.equal(uncoveredRules(owned, wanted).length === 0, expected, JSON.stringify({ owned, wanted }));
  }
  assert.ok(covered > 5_000 && covered < 45_000, `${covered} were covered`);
});

/** The same question by impersonation: 403 stands for no, everything else (a 404 for what is not there) for yes. */
async function askOverHttp(policy: Policy, question: Question): Promise<void> {
  const request = requestOf(question);
  if (request === undefined) return;
  const { admin, ca } = testServer.pki;
  const session = connect(`https://127.0.0.1:${testServer.listening.port}`, { ca: ca.certificate, cert: admin.certificate, key: admin.key });
  const headers = { "impersonate-user": question.user, "impersonate-group": [...question.groups] };
  const stream = session.request({ ":method": request.method, ":path": request.path, ...headers });
  stream.end(request.body);
  const [answer] = (await once(stream, "response")) as [{ ":status": number }];
  session.destroy();
  // Over the wire everybody authenticated is also in this group, to which bootstrap policy grants discovery.
  const expected = modelAllows(policy, question);
  const isRefused = answer[":status"] === 403;
  if (isRefused !== !expected) assert.fail(`HTTP ${answer[":status"]}: ${difference(policy, question, expected)}`);
}

/** Only questions that HTTP can ask of a resource that exists, and whose answer nothing but RBAC decides. */
function requestOf({ verb, path, group, resource, subresource, namespace, name }: Question): { method: string; path: string; body?: string } | undefined {
  if (path !== undefined) return path === "/metrics" && verb === "get" ? { method: "GET", path } : undefined;
  const isServed = (group === "" && ["pods", "secrets", "configmaps"].includes(resource)) || (group === "apps" && resource === "deployments") || (group === "batch" && resource === "jobs");
  if (!isServed || subresource !== "" || name === "*") return undefined;
  const base = group === "" ? "/api/v1" : `/apis/${group}/v1`;
  const collection = namespace === "" ? `${base}/${resource}` : `${base}/namespaces/${namespace}/${resource}`;
  if (verb === "list" && name === "") return { method: "GET", path: collection };
  if (namespace === "" || name === "") return undefined;
  if (verb === "get") return { method: "GET", path: `${collection}/${name}` };
  if (verb === "delete") return { method: "DELETE", path: `${collection}/${name}` };
  if (verb === "update") return { method: "PUT", path: `${collection}/${name}`, body: "{" };
  return undefined;
}

function difference(policy: Policy, question: Question, expected: boolean): string {
  const concerned = policy.bindings.filter(({ subjects }) => subjects.some((subject) => subject.name === question.user || question.groups.includes(subject.name) || subject.kind === "ServiceAccount"));
  return `the model says ${expected ? "yes" : "no"} to ${JSON.stringify(question)}\nbindings: ${JSON.stringify(concerned)}\nroles: ${JSON.stringify(policy.roles)}`;
}
