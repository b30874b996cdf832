import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DbusConnection } from "./dbus-connection.ts";
import { decodeMessage, encodeMessage } from "./dbus-message.ts";
import { DbusReader, type DbusValue, DbusWriter, splitSignature } from "./dbus-values.ts";
import { Logind } from "./logind.ts";

test("a signature is split into its complete types", () => {
  assert.deepEqual(splitSignature("sa(yv)ua{sv}"), ["s", "a(yv)", "u", "a{sv}"]);
  for (const bad of ["(s", "a", "z", "a{s"]) assert.throws(() => splitSignature(bad), /no D-Bus signature/);
});

const values: { type: string; value: DbusValue; bytes: string }[] = [
  { type: "b", value: true, bytes: "01000000" },
  { type: "u", value: 258, bytes: "02010000" },
  { type: "t", value: 5_000_000n, bytes: "404b4c0000000000" },
  { type: "s", value: "foo", bytes: "03000000666f6f00" },
  { type: "g", value: "su", bytes: "02737500" },
  { type: "v", value: { signature: "u", value: 7 }, bytes: "0175000007000000" },
  { type: "au", value: [1, 2], bytes: "080000000100000002000000" },
  { type: "a(ys)", value: [[5, "a"]], bytes: "0a00000000000000" + "050000000100000061" + "00" },
];
for (const { type, value, bytes } of values) {
  test(`a value of type ${type} is written as ${bytes} and read again`, () => {
    const writer = new DbusWriter();
    writer.write(type, value);
    assert.equal(writer.finish().toString("hex"), bytes);
    assert.deepEqual(new DbusReader(writer.finish()).read(type), value);
  });
}

test("a message comes out as it went in, and not before all of it is there", () => {
  const message = { type: "call" as const, serial: 7, path: "/a", interface: "b.c", member: "D", destination: "e.f", signature: "sb", body: ["x", true] };
  const bytes = encodeMessage(message);
  assert.deepEqual(decodeMessage(Buffer.concat([bytes, Buffer.from("more")])), { message, length: bytes.length });
  for (const length of [0, 15, 16, bytes.length - 1]) assert.equal(decodeMessage(bytes.subarray(0, length)), undefined);
  assert.throws(() => decodeMessage(Buffer.from("HTTP/1.1 400 Bad Request")), /byte order/);
});

const never = new AbortController().signal;
const skip = spawnSync("dbus-daemon", ["--version"]).status === 0 ? false : "dbus-daemon is not installed";
let folder: string;
let daemon: ChildProcess | undefined;
const socketPath = (): string => join(folder, "bus");
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "wherry-bus-"));
  if (skip !== false) return;
  const config = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type><listen>unix:path=${socketPath()}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`;
  writeFileSync(join(folder, "bus.conf"), config);
  daemon = spawn("dbus-daemon", ["--nofork", "--print-address", `--config-file=${join(folder, "bus.conf")}`], { stdio: ["ignore", "pipe", "ignore"] });
  await once(daemon.stdout as NodeJS.ReadableStream, "data");
});
after(() => {
  daemon?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** A bus name that answers as logind does. */
async function startLogind(delayMicroseconds: bigint): Promise<DbusConnection> {
  const connection = await DbusConnection.open(socketPath(), { onSignal: () => {}, onClose: () => {}, onCall: () => ({ signature: "v", body: [{ signature: "t", value: delayMicroseconds }] }) }, never);
  await connection.bus("RequestName", "su", ["org.freedesktop.login1", 0]);
  return connection;
}

/** Resolves when the file in the folder is there, or is not. */
async function fileIs(name: string, there: boolean): Promise<void> {
  const watcher = watch(folder);
  while (existsSync(join(folder, name)) !== there) await once(watcher, "change");
  watcher.close();
}

test("without a bus, or without logind on it, there is nobody to ask", { skip }, async () => {
  const handlers = { onPrepare: () => {}, onClose: () => {} };
  assert.equal(await new Logind({ socketPath: join(folder, "nobody") }).open(handlers, never), undefined);
  assert.equal(await new Logind({ socketPath: socketPath() }).open(handlers, never), undefined);
});

test("logind's delay is read, its signals are told, and the lock is held until it is released", { skip }, async () => {
  const login = await startLogind(5_000_000n);
  const told: boolean[] = [];
  let wake = (): void => {};
  const logind = new Logind({ socketPath: socketPath(), inhibit: ["sh", "-c", `touch ${folder}/lock; cat; rm ${folder}/lock`] });
  const delay = await logind.open({ onPrepare: (isShuttingDown) => (told.push(isShuttingDown), wake()), onClose: () => {} }, never);
  assert.equal(delay?.maximumMs, 5_000);
  delay?.hold();
  await fileIs("lock", true);
  for (const isShuttingDown of [true, false]) {
    const next = new Promise<void>((resolve) => (wake = resolve));
    login.signal({ path: "/org/freedesktop/login1", interface: "org.freedesktop.login1.Manager", member: "PrepareForShutdown", signature: "b", body: [isShuttingDown] });
    await next;
  }
  assert.deepEqual(told, [true, false]);
  delay?.release();
  await fileIs("lock", false);
  delay?.close();
  login.close();
});

test("a bus that goes away is told, and the lock goes with it", { skip }, async () => {
  const login = await startLogind(1n);
  const closed = Promise.withResolvers<void>();
  const delay = await new Logind({ socketPath: socketPath(), inhibit: ["sh", "-c", `touch ${folder}/lock2; cat; rm ${folder}/lock2`] }).open({ onPrepare: () => {}, onClose: () => closed.resolve() }, never);
  delay?.hold();
  await fileIs("lock2", true);
  daemon?.kill();
  await closed.promise;
  await fileIs("lock2", false);
  login.close();
});

test("a bus that does not answer is given up", async () => {
  const givenUp = new AbortController();
  const silent = createServer((connection) => connection.once("data", () => givenUp.abort()));
  silent.listen(join(folder, "silent"));
  await once(silent, "listening");
  try {
    const opening = new Logind({ socketPath: join(folder, "silent") }).open({ onPrepare: () => {}, onClose: () => {} }, givenUp.signal);
    await assert.rejects(opening, /the message bus does not let us in: the connection was closed/);
  } finally {
    silent.close();
  }
});
