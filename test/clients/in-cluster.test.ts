import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import { after, before, test } from "node:test";
import { root, type TestCluster, testCluster } from "../support/cluster.ts";
import { outputOf } from "../kubelet/support.ts";

/**
 * A client library in a pod, configured by nothing but what the pod is given: the API server's address from the
 * environment, its CA and a token from the volume. The machine's own libraries and Node.js are mounted into the pod.
 */
let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "incluster", images: ["busybox"] });
});
after(() => cluster.dispose());

const program = `
  const { KubeConfig, AuthenticationV1Api, CoreV1Api } = await import("/app/node_modules/@kubernetes/client-node/dist/index.js");
  const config = new KubeConfig();
  config.loadFromCluster();
  const review = await config.makeApiClient(AuthenticationV1Api).createSelfSubjectReview({ body: {} });
  console.log(review.status.userInfo.username);
  await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: "default" }).catch((error) => console.log(error.code));
`;

/** Where this Node.js lies in the pod: below the project's folder, or where the machine has it. */
const insideRoot = relative(root, process.execPath);
const node = insideRoot.startsWith("..") ? realpathSync(process.execPath) : `/app/${insideRoot}`;
const folders = [{ name: "app", path: root, mountPath: "/app" }, ...["/usr", "/lib", "/lib64"].map((path) => ({ name: path.slice(1), path, mountPath: path }))];

for (const hostNetwork of [false, true]) {
  test(`a client library in a pod ${hostNetwork ? "with the node's network" : "of its own network"} reaches the API server with the pod's identity, verified, by the address that pods are told`, async () => {
    const name = hostNetwork ? "on-node" : "own";
    const output = await outputOf(cluster, name, {
      command: [node, "--input-type=module", "-e", program],
      volumeMounts: folders.map(({ name: volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
      spec: { hostNetwork, volumes: folders.map(({ name: volume, path }) => ({ name: volume, hostPath: { path } })) },
    });
    assert.equal(output, "system:serviceaccount:default:default\n403\n");
  });
}
