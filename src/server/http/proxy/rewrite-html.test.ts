import assert from "node:assert/strict";
import { test } from "node:test";
import { rewriteLinks } from "./rewrite-html.ts";

async function through(...chunks: string[]): Promise<string> {
  const stream = rewriteLinks((url) => (url.startsWith("/") ? `/proxy${url}` : url));
  for (const chunk of chunks) stream.write(Buffer.from(chunk));
  stream.end();
  return Buffer.concat(await stream.toArray()).toString();
}

const pages: { name: string; page: string; is: string }[] = [
  { name: "a link to the root", page: '<a href="/x">x</a>', is: '<a href="/proxy/x">x</a>' },
  { name: "a link beside", page: '<a href="x">x</a>', is: '<a href="x">x</a>' },
  { name: "a link elsewhere", page: '<a href="http://example.com/x">x</a>', is: '<a href="http://example.com/x">x</a>' },
  { name: "single quotes and none", page: "<img src='/a.png'><script src=/b.js></script>", is: "<img src='/proxy/a.png'><script src=/proxy/b.js></script>" },
  { name: "an attribute that is no link", page: '<p title="/x">/x</p><a title="/x" href="/y">', is: '<p title="/x">/x</p><a title="/x" href="/proxy/y">' },
  { name: "a sign that is no tag", page: "if a < b then /x > c", is: "if a < b then /x > c" },
  { name: "a quote that holds the end of a tag", page: '<a title="a > b" href="/x">', is: '<a title="a > b" href="/proxy/x">' },
  { name: "letters of any alphabet", page: '<a href="/x">Žluťoučký kůň</a>', is: '<a href="/proxy/x">Žluťoučký kůň</a>' },
];

for (const { name, page, is } of pages) {
  test(`a page behind the proxy: ${name}`, async () => {
    assert.equal(await through(page), is);
    assert.equal(await through(...page), is, "byte by byte");
  });
}

test("a page that never ends its tag goes through", async () => {
  const page = `<a href="${"x".repeat(100_000)}`;
  assert.equal(await through(page), page);
});
