import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, PodSpec } from "../../api/types/core/v1.gen.ts";
import type { Image } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { securityContext } from "./security-context.ts";

const image: Image = { id: "sha256:1", repoTags: [], repoDigests: [], sizeBytes: 1 };
const contextOf = (own: Container["securityContext"], shared: PodSpec["securityContext"] = {}, of: Partial<Image> = {}) => {
  const container = aContainer({ name: "main", securityContext: own });
  return securityContext(aPod({ name: "web", spec: { securityContext: shared, containers: [container] } }), container, { ...image, ...of }, "/kubelet/seccomp");
};

const who = /\(pod: "web_default\([^)]*\)", container: main\)$/;
const refusals: { name: string; own?: Container["securityContext"]; shared?: PodSpec["securityContext"]; of?: Partial<Image>; words: string }[] = [
  { name: "an image that says nothing runs as root", words: "container has runAsNonRoot and image will run as root " },
  { name: "an image of user 0", of: { uid: 0 }, words: "container has runAsNonRoot and image will run as root " },
  { name: "an image whose user has a name", of: { username: "app" }, words: "container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root " },
  { name: "the container's own user 0", own: { runAsUser: 0 }, of: { uid: 7 }, words: "container's runAsUser breaks non-root policy " },
  { name: "the pod's user 0", shared: { runAsUser: 0 }, words: "container's runAsUser breaks non-root policy " },
];
for (const { name, own = {}, shared = {}, of, words } of refusals) {
  test(`runAsNonRoot refuses: ${name}`, () => {
    assert.throws(() => contextOf(own, { ...shared, runAsNonRoot: true }, of), (error: Error) => error.message.startsWith(words) && who.test(error.message));
  });
}

test("runAsNonRoot is content with a number, and the container's word stands before the pod's", () => {
  assert.equal(contextOf({ runAsUser: 7 }, { runAsNonRoot: true }).runAsUser, 7);
  assert.equal(contextOf({}, { runAsNonRoot: true }, { uid: 7 }).runAsUser, undefined);
  assert.equal(contextOf({ runAsNonRoot: false }, { runAsNonRoot: true }).runAsUser, undefined);
});

test("privileges: nothing is masked for who is privileged or Unmasked, and a privileged container is never held back", () => {
  const masks = ({ maskedPaths, readonlyPaths }: ReturnType<typeof contextOf>) => [maskedPaths.length > 0, readonlyPaths.includes("/proc/sys")];
  assert.deepEqual([contextOf({}), contextOf({ privileged: true }), contextOf({ procMount: "Unmasked" })].map(masks), [[true, true], [false, false], [false, false]]);
  assert.deepEqual([{}, { allowPrivilegeEscalation: false }, { allowPrivilegeEscalation: true }].map((own) => contextOf(own).noNewPrivs), [false, true, false]);
});

test("seccomp: Unconfined by default, the container's profile before the pod's, local ones from the kubelet's folder, none for who is privileged", () => {
  const profiles = [contextOf({}), contextOf({}, { seccompProfile: { type: "RuntimeDefault" } }), contextOf({ seccompProfile: { type: "Localhost", localhostProfile: "profiles/strict.json" } }, { seccompProfile: { type: "RuntimeDefault" } }), contextOf({ privileged: true }, { seccompProfile: { type: "RuntimeDefault" } })];
  assert.deepEqual(profiles.map(({ seccomp }) => seccomp), [{ type: "Unconfined" }, { type: "RuntimeDefault" }, { type: "Localhost", localhostRef: "/kubelet/seccomp/profiles/strict.json" }, { type: "Unconfined" }]);
});
