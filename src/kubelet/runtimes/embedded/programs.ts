import { accessSync, constants } from "node:fs";

/** The programs that run and connect containers, and the Debian packages they come in. */
export const programPackages = { crun: "crun", conmon: "conmon", nft: "nftables", mount: "mount" } as const;

export type Program = keyof typeof programPackages;

/** The path of a program; undefined when this machine does not have it. Looks where a root shell would, whatever our PATH. */
export function findProgram(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.map((folder) => `${folder}/${program}`).find(isExecutable);
}

/** The same where it was there once: throws with what to type when it has gone since. */
export function needProgram(program: Program): string {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is no longer on this machine; install it with: ${installCommand([program])}`);
  return path;
}

export function installCommand(programs: readonly Program[]): string {
  return `apt-get install -y --no-install-recommends ${programs.map((program) => programPackages[program]).join(" ")}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
