import assert from "node:assert/strict";
import { existsSync, renameSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { RealClock } from "../../base/real-clock.ts";
import { aContainerConfig, aSandboxConfig, aSecurityContext } from "./builders.ts";
import type { ContainerConfig, ContainerEvent, ImageService, PodSandboxConfig, RuntimeService } from "./contract.ts";
import { RuntimeError } from "./contract.ts";

/** An opened runtime under test. It must have an image `busybox` with a shell and the usual programs. */
export interface CriHarness {
  readonly runtime: RuntimeService;
  readonly images: ImageService;
  /** Folder for the logs of the pods. */
  readonly logRoot: string;
  /** Lets what is due happen: a simulated runtime moves its clock by a second, a real one does nothing. */
  settle(): Promise<void>;
  readLog(path: string): string;
  close(): Promise<void>;
}

/** What a runtime can do at all; a check that needs more is skipped with the reason. */
export interface CriCapabilities {
  /** Runs real processes: output, users, limits, exec. */
  readonly processes: boolean;
  /** Pods have a network that carries packets. */
  readonly network: boolean;
  /** A reason to skip the whole suite, e.g. that root is needed. */
  readonly skip?: string;
}

/** What every container runtime must do. A new runtime adds one file: criConformance("mine", open, capabilities). */
export function criConformance(name: string, open: () => Promise<CriHarness>, capabilities: CriCapabilities): void {
  describe(`CRI conformance: ${name}`, { skip: capabilities.skip ?? false }, () => {
    let harness: CriHarness;
    let count = 0;
    before(async () => {
      harness = await open();
    });
    after(async () => {
      await harness?.close();
    });

    const check = (sentence: string, needs: "anything" | "processes" | "network", body: (pod: TestPod) => Promise<void>) => {
      const skip = needs !== "anything" && !capabilities[needs] ? `this runtime has no ${needs}` : false;
      test(sentence, { skip, timeout: 240_000 }, async () => {
        const pod = await TestPod.create(harness, `pod-${++count}`);
        try {
          await body(pod);
        } finally {
          await pod.remove();
        }
      });
    };

    for (const [sentence, needs, body] of CHECKS) check(sentence, needs, body);
  });
}

/** One sandbox of a check, and what the checks do with it. */
class TestPod {
  readonly harness: CriHarness;
  readonly config: PodSandboxConfig;
  readonly events: ContainerEvent[] = [];
  id = "";
  readonly #stop = new AbortController();
  #wake: () => void = () => {};

  private constructor(harness: CriHarness, config: PodSandboxConfig) {
    this.harness = harness;
    this.config = config;
    void this.#listen();
  }

  static async create(harness: CriHarness, name: string): Promise<TestPod> {
    const pod = new TestPod(harness, aSandboxConfig({ name, logDirectory: `${harness.logRoot}/${name}` }));
    pod.id = (await harness.runtime.runPodSandbox(pod.config)).id;
    return pod;
  }

  get runtime(): RuntimeService {
    return this.harness.runtime;
  }

  async container(command: readonly string[], overrides: Partial<ContainerConfig> = {}): Promise<string> {
    return (await this.runtime.createContainer(this.id, aContainerConfig(command, overrides), this.config)).id;
  }

  async start(command: readonly string[], overrides: Partial<ContainerConfig> = {}): Promise<string> {
    const id = await this.container(command, overrides);
    await this.runtime.startContainer(id);
    return id;
  }

  /** Runs a command to its end and answers its exit code and its log without timestamps. */
  async output(command: readonly string[], overrides: Partial<ContainerConfig> = {}): Promise<{ exitCode: number | undefined; text: string }> {
    const id = await this.start(command, overrides);
    await this.ended(id);
    const log = this.harness.readLog(`${this.config.logDirectory}/main/0.log`);
    const text = log.split("\n").filter((line) => line !== "").map((line) => line.split(" ").slice(3).join(" ")).join("\n");
    return { exitCode: (await this.runtime.containerStatus(id)).exitCode, text };
  }

  async ended(id: string): Promise<void> {
    await this.harness.settle();
    while (!this.events.some((event) => event.containerId === id && event.type === "CONTAINER_STOPPED_EVENT")) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async remove(): Promise<void> {
    await this.runtime.removePodSandbox(this.id);
    this.#stop.abort();
  }

  async #listen(): Promise<void> {
    for await (const event of this.runtime.events(this.#stop.signal)) {
      if (event.sandboxId !== this.id) continue;
      this.events.push(event);
      this.#wake();
    }
  }
}

type Check = readonly [sentence: string, needs: "anything" | "processes" | "network", body: (pod: TestPod) => Promise<void>];

const CHECKS: readonly Check[] = [
  ["a sandbox is ready from its creation until it is stopped, and unknown once removed", "anything", async ({ runtime, id }) => {
    assert.equal((await runtime.podSandboxStatus(id)).state, "SANDBOX_READY");
    await runtime.stopPodSandbox(id);
    assert.equal((await runtime.podSandboxStatus(id)).state, "SANDBOX_NOTREADY");
    await runtime.removePodSandbox(id);
    await assert.rejects(runtime.podSandboxStatus(id), isError("NotFound"));
  }],
  ["stopping and removing a second time does nothing", "anything", async ({ runtime, id }) => {
    for (let time = 0; time < 2; time++) await runtime.stopPodSandbox(id);
    for (let time = 0; time < 2; time++) await runtime.removePodSandbox(id);
    await runtime.stopContainer("no-such-container", 0);
    await runtime.removeContainer("no-such-container");
  }],
  ["two sandboxes of one pod attempt cannot be", "anything", async ({ runtime, config }) => {
    await assert.rejects(runtime.runPodSandbox(config), isError("AlreadyExists"));
  }],
  ["a pod on its own network has an address, one on the node's has none", "anything", async ({ runtime, id, config }) => {
    assert.equal((await runtime.podSandboxStatus(id)).ips.length, 1);
    const onHost = { ...config, metadata: { ...config.metadata, uid: `${config.metadata.uid}-host` }, linux: { ...config.linux, namespaces: { ...config.linux.namespaces, network: "NODE" as const } } };
    const other = await runtime.runPodSandbox(onHost);
    assert.deepEqual((await runtime.podSandboxStatus(other.id)).ips, []);
    await runtime.removePodSandbox(other.id);
  }],
  ["a container is created, running, exited, in this order, and its events say so", "anything", async (pod) => {
    const id = await pod.container(["true"]);
    assert.equal((await pod.runtime.containerStatus(id)).state, "CONTAINER_CREATED");
    await pod.runtime.startContainer(id);
    await pod.ended(id);
    const { state, exitCode, reason, startedAt, finishedAt, createdAt } = await pod.runtime.containerStatus(id);
    assert.deepEqual({ state, exitCode, reason }, { state: "CONTAINER_EXITED", exitCode: 0, reason: "Completed" });
    assert.ok(createdAt <= (startedAt ?? 0) && (startedAt ?? 0) <= (finishedAt ?? 0), "times are in order");
    const types = pod.events.filter((event) => event.containerId === id).map((event) => event.type);
    assert.deepEqual(types, ["CONTAINER_CREATED_EVENT", "CONTAINER_STARTED_EVENT", "CONTAINER_STOPPED_EVENT"]);
  }],
  ["an exit code other than 0 is an Error", "anything", async (pod) => {
    const id = await pod.start(["sh", "-c", "exit 3"]);
    await pod.ended(id);
    const { exitCode, reason } = await pod.runtime.containerStatus(id);
    assert.deepEqual({ exitCode, reason }, { exitCode: 3, reason: "Error" });
  }],
  ["a container can be started once only", "anything", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    await assert.rejects(pod.runtime.startContainer(id), isError("FailedPrecondition"));
  }],
  ["stopping with 0 seconds kills at once: exit code 137", "anything", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    await pod.runtime.stopContainer(id, 0);
    assert.equal((await pod.runtime.containerStatus(id)).exitCode, 137);
  }],
  ["stopping the sandbox ends its containers", "anything", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    await pod.runtime.stopPodSandbox(pod.id);
    assert.equal((await pod.runtime.containerStatus(id)).state, "CONTAINER_EXITED");
  }],
  ["no container is created in a stopped sandbox", "anything", async (pod) => {
    await pod.runtime.stopPodSandbox(pod.id);
    await assert.rejects(pod.container(["true"]), isError("FailedPrecondition"));
  }],
  ["lists are narrowed by sandbox and by pod", "anything", async (pod) => {
    const id = await pod.container(["true"]);
    assert.deepEqual((await pod.runtime.listContainers({ sandboxId: pod.id })).map((container) => container.id), [id]);
    assert.deepEqual(await pod.runtime.listContainers({ podUid: "another" }), []);
    assert.deepEqual((await pod.runtime.listPodSandboxes({ podUid: pod.config.metadata.uid })).map((sandbox) => sandbox.id), [pod.id]);
  }],
  ["a command in a container that does not run is refused", "anything", async (pod) => {
    const id = await pod.container(["true"]);
    await assert.rejects(pod.runtime.execSync(id, ["true"], 0), isError("FailedPrecondition"));
  }],

  ["output goes to the log in CRI format, each stream under its name", "processes", async (pod) => {
    await pod.output(["sh", "-c", "echo out; echo err >&2"]);
    const lines = pod.harness.readLog(`${pod.config.logDirectory}/main/0.log`).trim().split("\n").map((line) => line.split(" ").slice(1).join(" ")).sort();
    assert.deepEqual(lines, ["stderr F err", "stdout F out"]);
  }],
  ["environment, working folder and host name are as asked for", "processes", async (pod) => {
    const { text } = await pod.output(["sh", "-c", "echo $GREETING; pwd; hostname; cat /etc/hostname"], { envs: [{ key: "GREETING", value: "hello" }], workingDir: "/tmp" });
    assert.deepEqual(text.split("\n"), ["hello", "/tmp", pod.config.hostname, pod.config.hostname]);
  }],
  ["the stop signal comes first, and a program may leave in its own way", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "trap 'exit 7' TERM; echo ready; while true; do sleep 0.02; done"]);
    await until(() => pod.harness.readLog(`${pod.config.logDirectory}/main/0.log`).includes("ready"));
    await pod.runtime.stopContainer(id, 10);
    assert.equal((await pod.runtime.containerStatus(id)).exitCode, 7);
  }],
  ["a program that ignores the stop signal is killed when its time is over", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]);
    await pod.runtime.stopContainer(id, 1);
    assert.equal((await pod.runtime.containerStatus(id)).exitCode, 137);
  }],
  ["a user by number or by name, with its groups", "processes", async (pod) => {
    const context = aSecurityContext({ runAsUser: 1000, runAsGroup: 2000, supplementalGroups: [3000] });
    const { text } = await pod.output(["sh", "-c", "id -u; id -g; id -G"], { linux: { resources: {}, securityContext: context } });
    assert.deepEqual(text.split("\n"), ["1000", "2000", "2000 3000"]);
  }],
  ["a root file system can be read-only", "processes", async (pod) => {
    const { exitCode } = await pod.output(["sh", "-c", "echo x > /file"], { linux: { resources: {}, securityContext: aSecurityContext({ readonlyRootfs: true }) } });
    assert.notEqual(exitCode, 0);
  }],
  ["dropped capabilities are gone", "processes", async (pod) => {
    const { text } = await pod.output(["grep", "CapEff", "/proc/self/status"], { linux: { resources: {}, securityContext: aSecurityContext({ dropCapabilities: ["ALL"] }) } });
    assert.match(text, /0000000000000000$/);
  }],
  ["RuntimeDefault refuses mount and lets programs run", "processes", async (pod) => {
    const context = aSecurityContext({ seccomp: { type: "RuntimeDefault" } });
    const { text } = await pod.output(["sh", "-c", "grep Seccomp: /proc/self/status; unshare -n true || echo refused"], { linux: { resources: {}, securityContext: context } });
    assert.match(text, /Seccomp:\s*2[^]*refused/);
  }],
  ["more memory than the limit ends in OOMKilled", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "dd if=/dev/zero of=/dev/null bs=200M count=1"], { linux: { resources: { memoryLimitBytes: 20 * 2 ** 20 }, securityContext: aSecurityContext() } });
    await pod.ended(id);
    const { exitCode, reason } = await pod.runtime.containerStatus(id);
    assert.deepEqual({ exitCode, reason }, { exitCode: 137, reason: "OOMKilled" });
  }],
  ["a command that is not in the image fails to start with its name in the message", "processes", async (pod) => {
    const id = await pod.container(["no-such-program"]);
    await assert.rejects(pod.runtime.startContainer(id), (error: Error) => error instanceof RuntimeError && error.message.includes("no-such-program"));
    const { state, exitCode, reason, message } = await pod.runtime.containerStatus(id);
    assert.deepEqual({ state, exitCode, reason }, { state: "CONTAINER_EXITED", exitCode: 128, reason: "StartError" });
    assert.match(message ?? "", /"no-such-program": executable file not found in \$PATH/);
  }],
  ["execSync answers output, errors and exit code", "processes", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    const { stdout, stderr, exitCode } = await pod.runtime.execSync(id, ["sh", "-c", "echo out; echo err >&2; exit 5"], 10);
    assert.deepEqual([text(stdout), text(stderr), exitCode], ["out\n", "err\n", 5]);
  }],
  ["execSync gives up after its time and kills the command", "processes", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    await assert.rejects(pod.runtime.execSync(id, ["sleep", "1234"], 1), isError("DeadlineExceeded"));
    await until(async () => !text((await pod.runtime.execSync(id, ["ps"], 10)).stdout).includes("1234"));
  }],
  ["exec carries stdin to the command and its output back", "processes", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    const out: Uint8Array[] = [];
    const { exitCode } = await pod.runtime.exec(id, { command: ["sh", "-c", "cat; exit 4"], tty: false }, { stdin: chunks("one\n", "two\n"), stdout: async (chunk) => void out.push(chunk), stderr: async () => {} }, new AbortController().signal);
    assert.deepEqual([text(Buffer.concat(out)), exitCode], ["one\ntwo\n", 4]);
  }],
  ["exec with a terminal has the size that the client tells", "processes", async (pod) => {
    const id = await pod.start(["sleep", "3600"]);
    const out: Uint8Array[] = [];
    const resizes = (async function* () {
      yield { width: 99, height: 33 };
    })();
    const { exitCode } = await pod.runtime.exec(id, { command: ["sh", "-c", "until [ \"$(stty size)\" = \"33 99\" ]; do sleep 0.05; done; tty; exit 6"], tty: true }, { stdin: chunks(), stdout: async (chunk) => void out.push(chunk), resizes }, new AbortController().signal);
    assert.match(text(Buffer.concat(out)), /\/dev\/pts/);
    assert.equal(exitCode, 6);
  }],
  ["attach talks to the container's own process", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "read line; echo got $line; sleep 0.1"], { stdin: true, stdinOnce: true });
    const out: Uint8Array[] = [];
    await pod.runtime.attach(id, { tty: false }, { stdin: chunks("hello\n"), stdout: async (chunk) => void out.push(chunk), stderr: async () => {} }, new AbortController().signal);
    assert.equal(text(Buffer.concat(out)), "got hello\n");
  }],
  ["attach ends with the client's input where the container's stays open for the next client", "processes", async (pod) => {
    const id = await pod.start(["cat"], { stdin: true, stdinOnce: false });
    await pod.runtime.attach(id, { tty: false }, { stdin: chunks("first\n"), stdout: async () => {}, stderr: async () => {} }, new AbortController().signal);
    const [out, answered] = [[] as Uint8Array[], Promise.withResolvers<void>()];
    const stdin = (async function* () {
      yield Buffer.from("second\n");
      await answered.promise;
    })();
    const stdout = async (chunk: Uint8Array) => {
      out.push(chunk);
      if (text(Buffer.concat(out)).includes("second\n")) answered.resolve();
    };
    await pod.runtime.attach(id, { tty: false }, { stdin, stdout, stderr: async () => {} }, new AbortController().signal);
    assert.equal((await pod.runtime.containerStatus(id)).state, "CONTAINER_RUNNING");
  }],
  ["statistics count memory, processor time and processes", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "sleep 3600 & wait"]);
    await until(async () => {
      const { memoryUsageBytes, cpuUsageNanoseconds, pids } = await pod.runtime.containerStats(id);
      return memoryUsageBytes > 0 && cpuUsageNanoseconds > 0 && pids >= 1;
    });
  }],
  ["statistics in detail tell of memory that is the container's own, and are not told unasked", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "held=$(yes | head -c 4000000); sleep 3600"]); // kernels count small amounts late
    await until(async () => {
      const { detail } = await pod.runtime.containerStats(id, { detailed: true });
      return (detail?.memoryRssBytes ?? 0) > 2_000_000 && (detail?.pageFaults ?? 0) > 0;
    });
    assert.equal((await pod.runtime.containerStats(id)).detail, undefined);
  }],
  ["what passes the pod's interface is counted", "network", async (pod) => {
    await pod.start(["sh", "-c", "ping -c 1 -w 5 $(ip route | awk '/default/ { print $3 }'); sleep 3600"]);
    await until(async () => ((await pod.runtime.podSandboxStats(pod.id)).network?.[0]?.txBytes ?? 0) > 0);
    const { network = [] } = await pod.runtime.podSandboxStats(pod.id);
    assert.deepEqual(network.map(({ name }) => name), ["eth0"]);
  }],
  ["the log goes on in a new file after reopenContainerLog", "processes", async (pod) => {
    const id = await pod.start(["sh", "-c", "echo one; while true; do sleep 0.05; echo more; done"]);
    const path = `${pod.config.logDirectory}/main/0.log`;
    await until(() => pod.harness.readLog(path).includes("more"));
    renameSync(path, `${path}.1`);
    await pod.runtime.reopenContainerLog(id);
    await until(() => existsSync(path) && pod.harness.readLog(path).includes("more"));
    assert.match(pod.harness.readLog(`${path}.1`), /stdout F one\n/);
  }],
  ["a port of the pod's loopback can be reached by portForward", "network", async (pod) => {
    await pod.start(["sh", "-c", "echo hello | nc -l -p 8080"]);
    const out: Uint8Array[] = [];
    const connection = { incoming: chunks(), write: async (chunk: Uint8Array) => void out.push(chunk) };
    await retry(() => pod.runtime.portForward(pod.id, 8080, connection, new AbortController().signal));
    assert.equal(text(Buffer.concat(out)), "hello\n");
    await assert.rejects(pod.runtime.portForward(pod.id, 9, connection, new AbortController().signal), isError("Unavailable"));
  }],
  ["pods reach each other", "network", async (pod) => {
    const [address = ""] = (await pod.runtime.podSandboxStatus(pod.id)).ips;
    await pod.start(["sh", "-c", "while true; do echo hello | nc -l -p 8080; done"]);
    const other = await TestPod.create(pod.harness, `${pod.config.metadata.name}-client`);
    try {
      assert.equal((await other.output(["sh", "-c", `until nc ${address} 8080 </dev/null; do sleep 0.05; done`])).text, "hello");
    } finally {
      await other.remove();
    }
  }],
];

function isError(code: RuntimeError["code"]): (error: unknown) => boolean {
  return (error) => error instanceof RuntimeError && error.code === code;
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const each of texts) yield new TextEncoder().encode(each);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const clock = new RealClock();

/** Real processes take real time; nothing here depends on how long. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await clock.sleep(10);
}

/** Again as long as nobody listens yet. */
async function retry(action: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isError("Unavailable")(error)) throw error;
      await clock.sleep(10);
    }
  }
}
