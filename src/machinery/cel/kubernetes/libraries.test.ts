import assert from "node:assert/strict";
import { test } from "node:test";
import { CelError, compile } from "../compile.ts";
import { structType } from "../types.ts";
import { type Answer, AuthorizerValue, type Question } from "./authorizer.ts";
import { baseEnvironment } from "./base.ts";

const environment = baseEnvironment().extend({ variables: { authorizer: structType("kubernetes.authorization.Authorizer") } });

function evaluate(text: string, authorizer?: AuthorizerValue): unknown {
  const program = compile(text, environment);
  if ("issues" in program) throw new Error(program.issues);
  return program.evaluate(() => authorizer, { costLimit: 1_000_000 }).value;
}

const holds = [
  "ip('192.168.0.1').family() == 4 && ip('::1').family() == 6 && ip('::1').isLoopback() && ip('127.0.0.1').isLoopback()",
  "ip('0.0.0.0').isUnspecified() && ip('169.254.1.1').isLinkLocalUnicast() && ip('224.0.0.5').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast()",
  "ip('8.8.8.8').isGlobalUnicast() && !ip('224.1.1.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
  "!isIP('1.2.3') && !isIP('01.2.3.4') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && !isIP('1::2::3') && isIP('1::2:3.4.5.6')",
  "ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::1') && string(ip('2001:db8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1' && string(ip('1:0:0:0:0:0:0:0')) == '1::'",
  "ip('::1') == ip('0:0::1') && cidr('10.0.0.0/8') != cidr('10.0.0.0/9')",
  "cidr('10.0.0.0/8').containsIP('10.255.0.1') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1')) && !cidr('10.0.0.0/8').containsIP('::1')",
  "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8')) && cidr('10.1.2.3/16').masked() == cidr('10.1.0.0/16')",
  "string(cidr('::1/64').ip()) == '::1' && cidr('::1/64').prefixLength() == 64 && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0/08')",
  "quantity('1500m').add(quantity('0.5')) == quantity('2') && quantity('1Gi').sub(1) == quantity('1073741823') && quantity('1k').compareTo(quantity('1Ki')) == -1",
  "sign(quantity('-1')) == -1 && quantity('1.5').isInteger() == false && quantity('1k').asInteger() == 1000 && quantity('500m').asApproximateFloat() == 0.5 && !isQuantity('1 k')",
  "semver('1.2.3').compareTo(semver('1.10.0')) == -1 && semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1')) && semver('1.0.0-2').isLessThan(semver('1.0.0-10'))",
  "semver('1.0.0-a').isGreaterThan(semver('1.0.0-1')) && semver('1.0.0-a.b').isGreaterThan(semver('1.0.0-a')) && semver('1.0.0+x') == semver('1.0.0+y')",
  "isSemver('1.2.3-rc.1+b') && !isSemver('v1.2.3') && isSemver('v1.02', true) && semver('v1.02', true) == semver('1.2.0') && !isSemver('1-a', true) && semver('1.2.3').patch() == 3",
  "url('https://u@a.b:80/c d?x=1&x=2&y=#f').getHost() == 'a.b:80' && url('https://[::1]:80/').getHostname() == '::1' && url('https://a.b/').getPort() == ''",
  "url('https://a.b/c d').getEscapedPath() == '/c%20d' && url('/a?x=1&x=2').getQuery() == {'x': ['1', '2']} && url('HTTP://a/').getScheme() == 'http'",
  "!isURL('a') && !isURL('https://a b') && isURL('/a') && isURL('https://a') && !isURL('') && !isURL('https://a:b')",
  "format.dns1123Label().validate('a-b') == optional.none() && format.dns1123LabelPrefix().validate('a-') == optional.none() && format.dns1123Label().validate('a-').hasValue()",
  "format.uuid().validate('x').value() == ['does not match the UUID format'] && format.date().validate('2021-02-30').hasValue() && !format.datetime().validate('2021-02-28T00:00:00Z').hasValue()",
  "format.named('byte').value().validate('YQ==') == optional.none() && !format.named('nothing').hasValue() && format.uri().validate('a').hasValue()",
];

for (const text of holds) test(`libraries: ${text}`, () => assert.equal(evaluate(text), true));

const failures: readonly [text: string, message: string][] = [
  ["ip('fe80::1%eth0')", 'IP address "fe80::1%eth0" with zone value is not allowed'],
  ["ip('::ffff:1.2.3.4')", 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
  ["quantity('1.5').asInteger()", "cannot convert value to integer"],
  ["semver('1.2')", "No Major.Minor.Patch elements found"],
];

for (const [text, message] of failures) test(`libraries: ${text} fails`, () => assert.throws(() => evaluate(text), new CelError(message)));

test("libraries: the authorizer is asked what the expression has put together, of whom it says", () => {
  const asked: [string, Question][] = [];
  const decide = (verb: string, question: Question): Answer => {
    asked.push([verb, question]);
    return { isAllowed: question.name === "web", reason: "because", ...(question.path === undefined ? {} : { error: "no answer" }) };
  };
  const authorizer = new AuthorizerValue("Authorizer", decide);
  const deployment = "authorizer.group('apps').resource('deployments').subresource('scale').namespace('d')";
  assert.equal(evaluate(`${deployment}.name('web').check('get').allowed() && !${deployment}.labelSelector('a=b').fieldSelector('c=d').check('list').allowed()`, authorizer), true);
  assert.equal(evaluate("authorizer.serviceAccount('n', 's').path('/metrics').check('get').error()", authorizer), "no answer");
  assert.deepEqual(asked, [
    ["get", { group: "apps", resource: "deployments", subresource: "scale", namespace: "d", name: "web" }],
    ["list", { group: "apps", resource: "deployments", subresource: "scale", namespace: "d", labelSelector: "a=b", fieldSelector: "c=d" }],
    ["get", { serviceAccount: { namespace: "n", name: "s" }, path: "/metrics" }],
  ]);
});
