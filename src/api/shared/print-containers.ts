interface Named {
  readonly name?: string;
  readonly image?: string;
}

/** The CONTAINERS and IMAGES cells of workloads. Source: kubernetes pkg/printers layoutContainerCells. */
export function containerCells(containers: readonly Named[] | undefined): [names: string, images: string] {
  const all = containers ?? [];
  return [all.map((container) => container.name ?? "").join(","), all.map((container) => container.image ?? "").join(",")];
}
