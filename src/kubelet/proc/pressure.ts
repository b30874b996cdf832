/** How long tasks waited for a resource. Averages are percent of the last 10, 60 and 300 seconds. */
export interface Stall {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  readonly totalMicroseconds: number;
}

/** Pressure stall information: some tasks waited, or all of them at once. */
export interface Pressure {
  readonly some: Stall;
  readonly full: Stall;
}

export interface Pressures {
  readonly cpu?: Pressure;
  readonly memory?: Pressure;
  readonly io?: Pressure;
}

/** Reads a file of the kernel's pressure stall information. Undefined for what is none: not every kernel counts it. */
export function parsePressure(text: string | undefined): Pressure | undefined {
  const stall = (kind: string): Stall | undefined => {
    const match = new RegExp(`^${kind} avg10=([\\d.]+) avg60=([\\d.]+) avg300=([\\d.]+) total=(\\d+)$`, "m").exec(text ?? "");
    if (match === null) return undefined;
    const [avg10 = 0, avg60 = 0, avg300 = 0, totalMicroseconds = 0] = match.slice(1).map(Number);
    return { avg10, avg60, avg300, totalMicroseconds };
  };
  const some = stall("some");
  // Kernels before 5.13 have no `full` for processors, where it means nothing for the whole machine.
  return some && { some, full: stall("full") ?? { avg10: 0, avg60: 0, avg300: 0, totalMicroseconds: 0 } };
}
