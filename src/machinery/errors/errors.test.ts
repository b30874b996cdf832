import assert from "node:assert/strict";
import { test } from "node:test";
import * as errors from "./constructors.ts";
import * as field from "./field-errors.ts";
import { isStatus, type StatusError } from "./status-error.ts";

const pods = { group: "", resource: "pods" };
const jobs = { group: "batch", resource: "jobs" };

test("Every constructor gives upstream's code, reason and message", () => {
  const cases: readonly [error: StatusError, code: number, reason: string, message: string][] = [
    [errors.notFound(pods, "web"), 404, "NotFound", 'pods "web" not found'],
    [errors.notFound(jobs, "pi"), 404, "NotFound", 'jobs.batch "pi" not found'],
    [errors.alreadyExists(pods, "web"), 409, "AlreadyExists", 'pods "web" already exists'],
    [
      errors.conflict(jobs, "pi"),
      409,
      "Conflict",
      'Operation cannot be fulfilled on jobs.batch "pi": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [errors.forbidden(pods, "web", "no"), 403, "Forbidden", 'pods "web" is forbidden: no'],
    [errors.forbidden(pods, "", "no"), 403, "Forbidden", "pods is forbidden: no"],
    [errors.forbidden({ group: "", resource: "" }, "", "no"), 403, "Forbidden", "forbidden: no"],
    [errors.badRequest("what?"), 400, "BadRequest", "what?"],
    [errors.unauthorized(), 401, "Unauthorized", "not authorized"],
    [errors.methodNotAllowed(), 405, "MethodNotAllowed", "the server does not allow this method on the requested resource"],
    [errors.tooManyRequests("slow down", 2), 429, "TooManyRequests", "slow down"],
    [errors.expired("too old"), 410, "Expired", "too old"],
    [errors.timeout("late"), 504, "Timeout", "Timeout: late"],
    [errors.serverTimeout(pods, "create", 1), 500, "ServerTimeout", "The create operation against pods could not be completed at this time, please try again."],
    [errors.internalError(new Error("oops")), 500, "InternalError", "Internal error occurred: oops"],
    [errors.requestEntityTooLarge("big"), 413, "RequestEntityTooLarge", "Request entity too large: big"],
    [errors.notAcceptable(["application/json"]), 406, "NotAcceptable", "only the following media types are accepted: application/json"],
  ];
  for (const [error, code, reason, message] of cases) assert.deepEqual([error.code, error.reason, error.message], [code, reason, message]);
});

test("notFound: names what was asked for in its details", () => {
  assert.deepEqual(errors.notFound(jobs, "pi").status, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: 'jobs.batch "pi" not found',
    reason: "NotFound",
    details: { name: "pi", group: "batch", kind: "jobs" },
    code: 404,
  });
});

test("invalid: lists every error once in the message and all of them as causes", () => {
  const same = field.required("spec.b", "");
  const error = errors.invalid({ group: "batch", kind: "Job" }, "x", [field.invalidValue("spec.a", -1, "must be greater than or equal to 0"), same, same]);
  assert.equal(error.message, 'Job.batch "x" is invalid: [spec.a: Invalid value: -1: must be greater than or equal to 0, spec.b: Required value]');
  assert.equal(error.code, 422);
  assert.deepEqual(error.status.details, {
    name: "x",
    group: "batch",
    kind: "Job",
    causes: [
      { reason: "FieldValueInvalid", message: "Invalid value: -1: must be greater than or equal to 0", field: "spec.a" },
      { reason: "FieldValueRequired", message: "Required value", field: "spec.b" },
      { reason: "FieldValueRequired", message: "Required value", field: "spec.b" },
    ],
  });
});

test("tooManyRequests: says when to come back", () => {
  assert.equal(errors.tooManyRequests("slow down", 2).status.details?.retryAfterSeconds, 2);
});

test("Field errors read as Go writes them", () => {
  const cases: readonly [error: ReturnType<typeof field.required>, text: string][] = [
    [field.required("a", "because"), "a: Required value: because"],
    [field.invalidValue("a", 'x"y\n', "bad"), 'a: Invalid value: "x\\"y\\n": bad'],
    [field.invalidValue("a", { b: ["<c>"] }, "bad"), 'a: Invalid value: {"b":["\\u003cc\\u003e"]}: bad'],
    [field.invalidValue("a", null, "bad"), "a: Invalid value: null: bad"],
    [field.invalidValue("a", undefined, "bad"), "a: Invalid value: null: bad"],
    [field.invalidValue("a", true, ""), "a: Invalid value: true"],
    [field.invalidValue("a", field.omittedValue, "bad"), "a: Invalid value: bad"],
    [field.notSupported("a", "x", ["b", "c"]), 'a: Unsupported value: "x": supported values: "b", "c"'],
    [field.forbiddenField("a", "no"), "a: Forbidden: no"],
    [field.duplicateValue("a", "x"), 'a: Duplicate value: "x"'],
    [field.notFoundValue("a", 5), "a: Not found: 5"],
    [field.tooLong("a", 1), "a: Too long: may not be more than 1 byte"],
    [field.tooLong("a", 2), "a: Too long: may not be more than 2 bytes"],
    [field.tooMany("a", 9, 8), "a: Too many: 9: must have at most 8 items"],
    [field.tooFew("a", 0, 1), "a: Too few: 0: must have at least 1 item"],
    [field.tooShort("a", 2), "a: Too short: must be at least 2 characters"],
    [field.immutableField("a", "x"), 'a: Invalid value: "x": field is immutable'],
    [field.internalFieldError("a", new Error("oops")), "a: Internal error: oops"],
  ];
  for (const [error, text] of cases) assert.equal(field.formatFieldError(error), text);
});

test("isStatus: is told by reason, and not by anything else", () => {
  assert.equal(isStatus(errors.notFound(pods, "a"), "NotFound", "Gone"), true);
  assert.equal(isStatus(errors.notFound(pods, "a"), "Conflict"), false);
  assert.equal(isStatus(new Error("NotFound"), "NotFound"), false);
});

test("invalid: the first ten thousand mistakes are told, and how many more there are", () => {
  const { message = "", details } = errors.invalid({ group: "", kind: "Pod" }, "x", Array.from({ length: 200_000 }, (_, index) => field.required(`spec.list[${index}]`))).status;
  assert.equal(message.endsWith("spec.list[9999]: Required value] and 190000 more"), true, message.slice(-80));
  assert.equal(details?.causes?.length, 10_000);
});

test("invalid: of mistakes that take long to tell, fewer are told", () => {
  const long = "x".repeat(1_000_000);
  const { message = "", details } = errors.invalid({ group: "", kind: "Pod" }, "x", Array.from({ length: 100 }, (_, index) => field.invalidValue(`spec.list[${index}]`, long, "wrong"))).status;
  assert.equal(details?.causes?.length, 2);
  assert.match(message, / and 98 more$/);
});
