import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatNamed, isFormatOf } from "./formats.ts";

const cases: readonly { readonly format: string; readonly good: readonly string[]; readonly bad: readonly string[] }[] = [
  { format: "bsonobjectid", good: ["507f1f77bcf86cd799439011"], bad: ["507f1f77bcf86cd79943901"] },
  { format: "uri", good: ["http://a.io/b?c#d", "/a", "a:b", "http://u:p@h:80/", "http://[::1]:80/"], bad: ["", "a/b", "http://a b/", "/%zz", "http://a:x/", "http://::1/", "http://[::g]/"] },
  { format: "email", good: ["a.b@c.d", "Ann Other <a@b.c>", '"a b"@c', "a@[10.0.0.1]"], bad: ["a", "a b@c", "a@", "a@[10.0.0]", "a..b@c"] },
  { format: "hostname", good: ["a", "a-b.example.com", "1a.io"], bad: ["", "-a.io", "a_b.io", `${"a".repeat(64)}.io`] },
  { format: "ipv4", good: ["10.0.0.1", "010.0.0.1", "::ffff:10.0.0.1"], bad: ["10.0.0", "256.0.0.1", "::1"] },
  { format: "ipv6", good: ["::1", "::ffff:10.0.0.1"], bad: ["10.0.0.1", "1::2::3"] },
  { format: "cidr", good: ["10.0.0.1/8", "010.0.0.0/08", "::/0"], bad: ["10.0.0.0/33", "10.0.0.0"] },
  { format: "mac", good: ["01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab", "0123456789ab", "01:23:45:67:89:ab:cd:ef"], bad: ["01:23-45:67:89:ab", "01:23:45:67:89"] },
  { format: "uuid", good: ["550E8400-e29b-41d4-a716-446655440000", "550e8400e29b41d4a716446655440000"], bad: ["550e8400-e29b-41d4-a716-44665544000"] },
  { format: "uuid3", good: ["6fa459ea-ee8a-3ca4-894e-db77e160355e"], bad: ["6fa459ea-ee8a-4ca4-894e-db77e160355e"] },
  { format: "uuid4", good: ["550e8400-e29b-41d4-a716-446655440000"], bad: ["550e8400-e29b-41d4-c716-446655440000"] },
  { format: "uuid5", good: ["886313e1-3b8a-5372-9b90-0c9aee199e5d"], bad: ["886313e1-3b8a-5372-1b90-0c9aee199e5d"] },
  { format: "isbn", good: ["0321751043", "978-0321751041"], bad: ["0321751044"] },
  { format: "isbn10", good: ["080442957X"], bad: ["0804429570", "978-0321751041"] },
  { format: "isbn13", good: ["978 0321751041"], bad: ["978 0321751042"] },
  { format: "creditcard", good: ["4111 1111-1111 1111"], bad: ["4111 1111-1111 1112", "0"] },
  { format: "ssn", good: ["111-11-1111", "111 11 1111"], bad: ["111111111"] },
  { format: "hexcolor", good: ["#FFFFFF", "abc"], bad: ["#ab"] },
  { format: "rgbcolor", good: ["rgb(0, 255,25 )"], bad: ["rgb(0,256,0)", "rgb(0,0)"] },
  { format: "byte", good: ["YWJj", "YQ=="], bad: ["", "YQ", "YQ_="] },
  { format: "password", good: ["", "x"], bad: [] },
  { format: "date", good: ["2020-02-29", "2000-02-29"], bad: ["2021-02-29", "1900-02-29", "2020-13-01", "2020-1-1"] },
  { format: "duration", good: ["1h30m", "22 ns", "2 days", "3 Weeks", "0"], bad: ["", "5", "1 year"] },
  { format: "date-time", good: ["2014-12-15T19:30:20.000Z", "2014-12-15t23:59:59+01:00"], bad: ["2014-12-15T24:00:00Z", "2014-12-15T19:30:20", "2014-12-15 19:30:20Z"] },
  { format: "k8s-short-name", good: ["a-b", "a".repeat(63)], bad: ["a-", "A", "a".repeat(64)] },
  { format: "k8s-long-name", good: ["a.b-c"], bad: ["a..b", ".a"] },
];

describe("formats", () => {
  for (const { format, good, bad } of cases) {
    test(format, () => {
      const isGood = formatNamed(format) ?? (() => assert.fail(`no format ${format}`));
      assert.deepEqual(good.filter((text) => !isGood(text)), []);
      assert.deepEqual(bad.filter((text) => isGood(text)), []);
    });
  }

  test("dashes in a name make no difference, and no name is inherited", () => {
    assert.equal(formatNamed("datetime"), formatNamed("d-a-te-time"));
    assert.equal(formatNamed("constructor"), undefined);
  });

  test("a format belongs to a type", () => {
    const found = [["string", "date"], ["", "date"], ["integer", "int32"], ["number", "float"], ["integer", "float"], ["string", "int32"], ["object", "date"]] as const;
    assert.deepEqual(found.filter(([type, format]) => isFormatOf(type, format)).map(([type, format]) => `${type} ${format}`), ["string date", " date", "integer int32", "number float"]);
  });
});
