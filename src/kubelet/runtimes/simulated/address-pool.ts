/** IPv4 addresses of one CIDR, handed out in rising order and reused only after the whole range was. */
export class AddressPool {
  readonly #first: number;
  readonly #size: number;
  readonly #used = new Set<number>();
  #next = 0;

  /** Leaves out the network address, the gateway (the first address) and the broadcast address. */
  constructor(cidr: string) {
    const [address = "", bits = "24"] = cidr.split("/");
    this.#first = toNumber(address) + 2;
    this.#size = 2 ** (32 - Number(bits)) - 3;
  }

  /** Undefined when every address is in use. */
  take(): string | undefined {
    for (let tried = 0; tried < this.#size; tried++) {
      const index = this.#next;
      this.#next = (this.#next + 1) % this.#size;
      if (this.#used.has(index)) continue;
      this.#used.add(index);
      return toText(this.#first + index);
    }
    return undefined;
  }

  give(address: string): void {
    this.#used.delete(toNumber(address) - this.#first);
  }
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
