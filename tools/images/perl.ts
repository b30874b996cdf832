import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dockerArchive } from "./tar-writer.ts";

/** Perl alone cannot do `perl -Mbignum=bpi` on Debian 12 (a known bug of its bundled bignum); the package of its own can. */
const PACKAGES = ["perl", "libmath-bigint-perl", "dash"];

/** Debian's perl with libmath-bigint-perl and a shell, as a docker archive. Needs mmdebstrap, root and a Debian mirror; takes about 10 s. */
export function buildPerl(release = "bookworm"): Buffer {
  const folder = mkdtempSync(`${tmpdir()}/perl-image-`);
  try {
    const archive = `${folder}/layer.tar`;
    execFileSync("mmdebstrap", ["--quiet", "--variant=extract", `--include=${PACKAGES.join(",")}`, release, archive], { stdio: ["ignore", "ignore", "inherit"] });
    const config = { Cmd: ["perl", "-de0"], Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] };
    return dockerArchive({ name: "perl:latest", layers: [readFileSync(archive)], config });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
