/** What has passed an interface since it was made. Packets are absent where only bytes are told. */
export interface InterfaceCounters {
  readonly name: string;
  readonly rxBytes: number;
  readonly rxErrors: number;
  readonly txBytes: number;
  readonly txErrors: number;
  readonly rxPackets?: number;
  readonly rxDropped?: number;
  readonly txPackets?: number;
  readonly txDropped?: number;
}

/** Reads the kernel's `/proc/net/dev`, in its order, without the loopback. */
export function parseNetDev(text: string): InterfaceCounters[] {
  return text
    .split("\n")
    .map((line) => /^\s*([^\s:]+):\s*(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = "", numbers = ""]) => {
      // Received: bytes packets errs drop fifo frame compressed multicast; sent: bytes packets errs drop …
      const [rxBytes = 0, rxPackets, rxErrors = 0, rxDropped, , , , , txBytes = 0, txPackets, txErrors = 0, txDropped] = numbers.trim().split(/\s+/).map(Number);
      return { name, rxBytes, rxErrors, txBytes, txErrors, rxPackets, rxDropped, txPackets, txDropped };
    })
    .filter(({ name }) => name !== "lo");
}

/** The interface of the default route, from `/proc/net/route`; undefined without one. */
export function defaultInterface(routes: string): string | undefined {
  for (const line of routes.split("\n").slice(1)) {
    const [name, destination, , , , , , mask] = line.trim().split(/\s+/);
    if (destination === "00000000" && mask === "00000000") return name;
  }
  return undefined;
}
