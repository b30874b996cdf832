import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRequestUri } from "./request-uri.ts";

const good: readonly (readonly [text: string, scheme: string, host: string])[] = [
  ["https://a.io/b?c#d", "https", "a.io"],
  ["HTTP://u:p@a.io:80", "http", "a.io:80"],
  ["http://[::1]:80/", "http", "[::1]:80"],
  ["http://[fe80::1%25eth0]/", "http", "[fe80::1%25eth0]"],
  ["/a//b", "", ""],
  ["//a/b", "", ""],
  ["mailto:a@b", "mailto", ""],
  ["*", "", ""],
  ["odd://a:b:80/", "odd", "a:b:80"],
];

const bad = ["", "a/b", "a", "http://a b/", "/\u0001", "/%zz", "http://a%zz/", "http://a:b/", "http://a:1:2/", "http://[::1/", "http://[a]/", "http://a[b/"];

describe("parseRequestUri", () => {
  for (const [text, scheme, host] of good) test(text, () => assert.deepEqual(parseRequestUri(text), { scheme, host }));

  test("anything else is none", () => assert.deepEqual(bad.filter((text) => parseRequestUri(text) !== undefined), []));
});
