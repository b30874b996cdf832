"""What the official Python client does with a cluster, as its own examples do it."""

import json
import os
import signal
import subprocess
import threading
import time
import unittest

from kubernetes import client, config, dynamic, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import portforward, stream
from urllib3.exceptions import HTTPError

NAMESPACE = "default"

config.load_kube_config()
core = client.CoreV1Api()


def until(what, holds, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


def has_ended(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf8") as stat:
            return stat.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def a_config_map(name, labels=None, data=None):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels=labels), data=data)


def a_container(script, readiness_probe=None):
    return client.V1Container(name="main", image="busybox", image_pull_policy="IfNotPresent", command=["sh", "-c", script], readiness_probe=readiness_probe)


def a_running_pod(name, script, readiness_probe=None):
    spec = client.V1PodSpec(containers=[a_container(script, readiness_probe)], termination_grace_period_seconds=0, restart_policy="Never")
    core.create_namespaced_pod(NAMESPACE, client.V1Pod(metadata=client.V1ObjectMeta(name=name), spec=spec))

    def is_ready():
        conditions = core.read_namespaced_pod(name, NAMESPACE).status.conditions or []
        return any(condition.type == "Ready" and condition.status == "True" for condition in conditions)

    until(f"pod {name} is ready", is_ready)


class ReadsAndWrites(unittest.TestCase):
    def test_lists_by_pages(self):
        for name in ["a", "b", "c"]:
            core.create_namespaced_config_map(NAMESPACE, a_config_map(name, {"paged": "yes"}))
        names, token = [], None
        while token != "":
            page = core.list_namespaced_config_map(NAMESPACE, label_selector="paged", limit=2, _continue=token)
            names += [item.metadata.name for item in page.items]
            token = page.metadata._continue or ""
        self.assertEqual(names, ["a", "b", "c"])

    def test_a_missing_object_is_an_exception_with_its_status(self):
        with self.assertRaises(ApiException) as caught:
            core.read_namespaced_pod("nobody", NAMESPACE)
        self.assertEqual((caught.exception.status, json.loads(caught.exception.body)["reason"]), (404, "NotFound"))

    def test_patches_replaces_and_deletes(self):
        core.create_namespaced_config_map(NAMESPACE, a_config_map("patched", data={"a": "1"}))
        core.patch_namespaced_config_map("patched", NAMESPACE, {"data": {"b": "2"}})
        patched = core.patch_namespaced_config_map("patched", NAMESPACE, [{"op": "remove", "path": "/data/a"}])
        self.assertEqual(patched.data, {"b": "2"})
        patched.data = {"z": "26"}
        self.assertEqual(core.replace_namespaced_config_map("patched", NAMESPACE, patched).data, {"z": "26"})
        core.delete_namespaced_config_map("patched", NAMESPACE)
        with self.assertRaises(ApiException):
            core.read_namespaced_config_map("patched", NAMESPACE)

    def test_services_and_accounts_come_back_when_they_are_deleted(self):
        core.create_namespaced_service(NAMESPACE, client.V1Service(metadata=client.V1ObjectMeta(name="gone"), spec=client.V1ServiceSpec(ports=[client.V1ServicePort(port=80)])))
        deleted = core.delete_namespaced_service("gone", NAMESPACE)
        self.assertEqual((deleted.kind, deleted.metadata.name), ("Service", "gone"))

    def test_any_kind_by_discovery(self):
        api = dynamic.DynamicClient(client.ApiClient())
        deployments = api.resources.get(api_version="apps/v1", kind="Deployment")
        template = {"metadata": {"labels": {"app": "any"}}, "spec": {"containers": [{"name": "c", "image": "busybox"}]}}
        body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "any"}, "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "any"}}, "template": template}}
        self.assertEqual(deployments.create(body=body, namespace=NAMESPACE).spec.replicas, 0)
        deployments.delete(name="any", namespace=NAMESPACE)


class Pods(unittest.TestCase):
    def test_a_job_is_waited_for_and_its_log_read(self):
        batch = client.BatchV1Api()
        template = client.V1PodTemplateSpec(spec=client.V1PodSpec(restart_policy="Never", containers=[a_container("echo done by hand")]))
        batch.create_namespaced_job(NAMESPACE, client.V1Job(metadata=client.V1ObjectMeta(name="worker"), spec=client.V1JobSpec(template=template)))
        watcher = watch.Watch()
        for event in watcher.stream(batch.list_namespaced_job, NAMESPACE, field_selector="metadata.name=worker", timeout_seconds=240):
            if event["object"].status.succeeded == 1 and event["object"].status.completion_time:
                watcher.stop()
        pods = core.list_namespaced_pod(NAMESPACE, label_selector="job-name=worker").items
        self.assertEqual([pod.status.phase for pod in pods], ["Succeeded"])
        self.assertEqual(core.read_namespaced_pod_log(pods[0].metadata.name, NAMESPACE), "done by hand\n")

    def test_exec(self):
        a_running_pod("shell", "sleep 600")
        said = stream(core.connect_get_namespaced_pod_exec, "shell", NAMESPACE, command=["sh", "-c", "echo out; echo err >&2"], stderr=True, stdin=False, stdout=True, tty=False)
        self.assertEqual(sorted(said.split()), ["err", "out"])
        session = stream(core.connect_get_namespaced_pod_exec, "shell", NAMESPACE, command=["sh"], stderr=True, stdin=True, stdout=True, tty=False, _preload_content=False)
        session.write_stdin("echo got $((6 * 7)); exit 3\n")
        session.run_forever(timeout=120)
        self.assertEqual((session.read_stdout().strip(), session.returncode), ("got 42", 3))

    def test_a_followed_log(self):
        a_running_pod("talker", "echo one; until [ -e /tmp/go ]; do sleep 0.1; done; echo two; echo three")
        lines = watch.Watch().stream(core.read_namespaced_pod_log, "talker", NAMESPACE, follow=True)
        self.assertEqual(next(lines), "one")
        stream(core.connect_get_namespaced_pod_exec, "talker", NAMESPACE, command=["touch", "/tmp/go"], stderr=True, stdin=False, stdout=True, tty=False)
        self.assertEqual(list(lines), ["two", "three"])

    def test_a_forwarded_port(self):
        listens = client.V1Probe(tcp_socket=client.V1TCPSocketAction(port=8080), period_seconds=1)
        a_running_pod("page", "mkdir -p /tmp/www && echo welcome > /tmp/www/index.html && httpd -f -p 8080 -h /tmp/www", listens)
        forwarded = portforward(core.connect_get_namespaced_pod_portforward, "page", NAMESPACE, ports="8080")
        socket = forwarded.socket(8080)
        socket.setblocking(True)
        socket.sendall(b"GET /index.html HTTP/1.0\r\n\r\n")
        answer = b""
        while b"welcome" not in answer:
            block = socket.recv(1024)
            self.assertNotEqual(block, b"", f"the port closed after {answer!r}")
            answer += block
        self.assertRegex(answer.decode(), r"^HTTP/1\.[01] 200 OK")
        self.assertIsNone(forwarded.error(8080))


class Watches(unittest.TestCase):
    def test_a_watch_goes_on_through_a_restart_of_the_cluster(self):
        seen, follows, enough = [], threading.Event(), threading.Event()

        def follow():
            version = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
            follows.set()
            while not enough.is_set():
                watcher = watch.Watch()
                try:
                    for event in watcher.stream(core.list_namespaced_config_map, NAMESPACE, label_selector="watched", resource_version=version, timeout_seconds=60):
                        seen.append(f"{event['type']} {event['object'].metadata.name}")
                        version = event["object"].metadata.resource_version
                        if len(seen) == 3:
                            enough.set()
                            watcher.stop()
                except (HTTPError, ApiException):
                    time.sleep(0.1)  # the server is away, or not ready yet; go on from where we were

        follower = threading.Thread(target=follow, daemon=True)
        follower.start()
        self.assertTrue(follows.wait(timeout=120))
        core.create_namespaced_config_map(NAMESPACE, a_config_map("before", {"watched": "yes"}))
        until("the first event", lambda: len(seen) == 1)
        with open(os.environ["WHERRY_PID_FILE"], encoding="utf8") as pid_file:
            pid = int(pid_file.read())
        os.kill(pid, signal.SIGKILL)
        until("the end of the cluster's process", lambda: has_ended(pid))
        subprocess.run(json.loads(os.environ["WHERRY_UP"]), check=True, capture_output=True)
        core.create_namespaced_config_map(NAMESPACE, a_config_map("after", {"watched": "yes"}))
        core.delete_namespaced_config_map("before", NAMESPACE)
        follower.join(timeout=120)
        self.assertEqual(seen, ["ADDED before", "ADDED after", "DELETED before"])


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
