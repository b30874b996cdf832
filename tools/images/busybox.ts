import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dockerArchive } from "./tar-writer.ts";

/** The static busybox of Debian's package busybox-static, with a link for every applet, as a docker archive. */
export function buildBusybox(program = "/bin/busybox"): Buffer {
  const root = mkdtempSync(`${tmpdir()}/busybox-image-`);
  try {
    for (const folder of ["bin", "etc", "tmp", "root", "home", "var/spool", "usr/bin", "usr/sbin", "sbin", "proc", "sys", "dev"]) mkdirSync(`${root}/${folder}`, { recursive: true });
    cpSync(program, `${root}/bin/busybox`, { dereference: true });
    for (const path of execFileSync(program, ["--list-full"], { encoding: "utf8" }).trim().split("\n")) {
      const name = path.split("/").pop() ?? "";
      if (name !== "busybox") symlinkSync("/bin/busybox", `${root}/bin/${name}`);
    }
    writeFileSync(`${root}/etc/passwd`, "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n");
    writeFileSync(`${root}/etc/group`, "root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n");
    execFileSync("chmod", ["1777", `${root}/tmp`]);
    const layer = execFileSync("tar", ["--create", "--sort=name", "--mtime=@0", "--numeric-owner", "--owner=0", "--group=0", "--directory", root, "."], { maxBuffer: 2 ** 30 });
    return dockerArchive({ name: "busybox:latest", layers: [layer], config: { Cmd: ["sh"], Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] } });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
