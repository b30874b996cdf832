import assert from "node:assert/strict";
import { test } from "node:test";
import { systemCall } from "./libc.ts";

test("a refused call is told by the name that Node gives its errno, also where the kernel has two", () => {
  const close = systemCall<[number]>("int close(int fd)");
  const eventfd = systemCall<[number, number]>("int eventfd(unsigned int value, int flags)");
  const read = systemCall<[number, Uint8Array, number]>("intptr_t read(int fd, void *buffer, size_t count)");
  assert.throws(() => close(-1), { code: "EBADF", message: "close(-1): EBADF" });
  const nonBlocking = 0o4000;
  const fd = eventfd(0, nonBlocking);
  try {
    assert.throws(() => read(fd, new Uint8Array(8), 8), { code: "EAGAIN" });
  } finally {
    close(fd);
  }
});
