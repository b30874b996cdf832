import assert from "node:assert/strict";
import { test } from "node:test";
import { formatReference, parseReference } from "./reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

const valid: readonly (readonly [text: string, full: string])[] = [
  ["busybox", "docker.io/library/busybox:latest"],
  ["busybox:1.36", "docker.io/library/busybox:1.36"],
  ["team/app", "docker.io/team/app:latest"],
  ["index.docker.io/team/app", "docker.io/team/app:latest"],
  ["localhost/app", "localhost/app:latest"],
  ["localhost:5000/app", "localhost:5000/app:latest"],
  ["registry.example.com/a/b/c:v1", "registry.example.com/a/b/c:v1"],
  [`busybox@${digest}`, `docker.io/library/busybox@${digest}`],
  [`busybox:1@${digest}`, `docker.io/library/busybox:1@${digest}`],
];
for (const [text, full] of valid) test(`the name ${text} is ${full}`, () => assert.equal(formatReference(parseReference(text)), full));

for (const text of ["", "a b", "app:", "app:-x", "a//b", "app@sha256:1", "/app", "app/"]) {
  test(`the name "${text}" is refused as InvalidImageName`, () => {
    assert.throws(() => parseReference(text), { name: "ImagePullError", reason: "InvalidImageName", message: `couldn't parse image name "${text}": invalid reference format` });
  });
}

test("a name in capitals is refused with what is wrong with it", () => {
  assert.throws(() => parseReference("UPPER"), { reason: "InvalidImageName", message: `couldn't parse image name "UPPER": invalid reference format: repository name (library/UPPER) must be lowercase` });
});
