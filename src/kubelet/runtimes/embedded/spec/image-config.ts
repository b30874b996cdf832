/** What of an OCI image configuration matters for running it. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly volumes: readonly string[];
  readonly stopSignal: string;
}

/** The program and its arguments. A command in the pod replaces the image's entrypoint and cmd, args alone its cmd. */
export function decideArgv(config: { readonly command: readonly string[]; readonly args: readonly string[] }, image: ImageConfig): string[] {
  if (config.command.length > 0) return [...config.command, ...config.args];
  return [...image.entrypoint, ...(config.args.length > 0 ? config.args : image.cmd)];
}
