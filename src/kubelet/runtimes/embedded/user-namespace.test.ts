import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { SystemRandom } from "../../../base/system-random.ts";
import { aContainerConfig, aSandboxConfig } from "../../cri/builders.ts";
import type { PodSandboxConfig } from "../../cri/contract.ts";
import { runtimeHandlers } from "./handlers.ts";
import { createEmbeddedRuntime, type OpenedRuntime } from "./index.ts";
import { bundlePaths, layoutOf } from "./layout.ts";
import { leftovers } from "./leftovers.ts";
import { probeHost } from "./probe.ts";
import type { ContainerRecord } from "./records.ts";
import { tearDown } from "./teardown.ts";

const { ok, missing } = probeHost();
const skip = !ok ? `this machine lacks ${missing.map(({ what }) => what).join(", ")}` : runtimeHandlers()[0]?.userNamespaces ? false : "this kernel does not map the owners of files";

function podWithUsers(name: string, logDirectory: string): PodSandboxConfig {
  const pod = aSandboxConfig({ name, logDirectory });
  return { ...pod, linux: { ...pod.linux, userNamespace: true } };
}

/** What a shell in a new pod says; the pod stays. */
async function say({ runtime }: OpenedRuntime, pod: PodSandboxConfig, script: string, volume: string): Promise<string> {
  const { id } = await runtime.runPodSandbox(pod);
  const mounts = [{ containerPath: "/volume", hostPath: volume, readonly: false, propagation: "PRIVATE" as const }];
  const container = await runtime.createContainer(id, aContainerConfig(["sleep", "3600"], { mounts }), pod);
  await runtime.startContainer(container.id);
  const { stdout, stderr } = await runtime.execSync(container.id, ["sh", "-c", script], 120);
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

test("a pod with users of its own: its root is nobody on the host, owns its namespaces and its files, and no other pod shares its ids, after a restart either; its containers may share processes", { skip, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/wherry-users-`);
  const options = { clock: new RealClock(), random: new SystemRandom(), clusterName: `us-${process.pid}`, dataDir: `${folder}/data`, runDir: `${folder}/run`, podCidr: `10.193.${process.pid % 256}.0/24`, bridgeName: `wu${process.pid}` };
  const keepAlive = setInterval(() => {}, 60_000);
  const layout = layoutOf(options);
  const volume = `${folder}/volume`;
  mkdirSync(volume);
  try {
    const first = await createEmbeddedRuntime(options);
    await first.images.load((async function* () {
      yield buildBusybox();
    })());
    const script = "awk '{print $1, $3}' /proc/self/uid_map; stat -c %u / /bin/busybox /volume; id -u; touch /volume/mine /dev/shm/x /new && echo wrote; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; awk '{print $2}' /proc/self/uid_map";
    const said = (await say(first, podWithUsers("one", `${folder}/one`), script, volume)).trim().split("\n");
    assert.deepEqual(said.slice(0, -1), ["0 65536", "0", "0", "0", "0", "wrote", "0"]);
    const firstId = Number(said.at(-1));
    assert.ok(firstId >= 0x7000_0000);
    assert.equal(statSync(`${volume}/mine`).uid, 0);
    const [container] = await first.runtime.listContainers();
    const { process: inside } = JSON.parse(readFileSync(bundlePaths(layout, container?.id ?? "").record, "utf8")) as ContainerRecord;
    const status = readFileSync(`/proc/${inside?.pid}/status`, "utf8");
    assert.match(status, new RegExp(`^Uid:\\t${firstId}\\t`, "m"));
    await first.close();

    const second = await createEmbeddedRuntime(options);
    const otherId = Number(await say(second, podWithUsers("two", `${folder}/two`), "awk '{print $2}' /proc/self/uid_map", volume));
    assert.ok(Math.abs(otherId - firstId) >= 65_536, `${otherId} overlaps ${firstId}`);
    const sharing = podWithUsers("three", `${folder}/three`);
    const together = { ...sharing, linux: { ...sharing.linux, namespaces: { ...sharing.linux.namespaces, pid: "POD" as const } } };
    const [processes = "", capabilities, root = ""] = (await say(second, together, "until ps | grep -q '[s]leep 3600'; do sleep 0.05; done; ps; echo =; grep CapEff /proc/1/status; echo =; ls /proc/1/root", volume)).split("=\n");
    assert.match(processes, /sleep 3600/);
    assert.equal(capabilities, "CapEff:\t0000000000000000\n");
    assert.deepEqual(root.trim().split("\n").filter((name) => !["bin", "dev", "lib", "lib64", "sbin", "usr"].includes(name)), []);
    await second.teardown();
    assert.deepEqual(await leftovers({ layout, bridge: options.bridgeName }), []);
  } finally {
    await tearDown({ layout, bridge: options.bridgeName });
    clearInterval(keepAlive);
    rmSync(folder, { recursive: true, force: true });
  }
});
