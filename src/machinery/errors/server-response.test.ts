import assert from "node:assert/strict";
import { test } from "node:test";
import { fromServerResponse } from "./server-response.ts";

const resource = { group: "batch", resource: "jobs" };

test("fromServerResponse: an answer without a Status becomes the error that its code means", () => {
  const cases: readonly [code: number, body: string, reason: string, message: string][] = [
    [404, "", "NotFound", "the server could not find the requested resource (get jobs.batch pi)"],
    [403, "no way", "Forbidden", "no way (get jobs.batch pi)"],
    [403, "", "Forbidden", "the server responded with the status code 403 but did not return more information (get jobs.batch pi)"],
    [502, "bad gateway", "InternalError", 'an error on the server ("bad gateway") has prevented the request from succeeding (get jobs.batch pi)'],
    [418, "", "BadRequest", "the server responded with the status code 418 but did not return more information (get jobs.batch pi)"],
  ];
  for (const [code, body, reason, message] of cases) {
    const error = fromServerResponse({ code, verb: "GET", resource, name: "pi", message: body });
    assert.deepEqual([error.code, error.reason, error.message], [code, reason, message]);
  }
});

test("fromServerResponse: keeps what the server said among the causes", () => {
  const error = fromServerResponse({ code: 503, verb: "GET", resource: { group: "", resource: "" }, message: "starting", retryAfterSeconds: 3 });
  assert.equal(error.message, "the server is currently unable to handle the request");
  assert.deepEqual(error.status.details, { causes: [{ reason: "UnexpectedServerResponse", message: "starting" }], retryAfterSeconds: 3 });
});
