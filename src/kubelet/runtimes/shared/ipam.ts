/**
 * The pod addresses of one node. Kept in memory; on disk they are part of the sandbox records, from which `claim`
 * brings them back. Addresses are handed out in rising order, so that a freed one rests as long as it can.
 */
export class Ipam {
  readonly gateway: string;
  readonly prefixLength: number;
  readonly #base: number;
  readonly #count: number;
  readonly #used = new Set<number>();
  #next = 2;

  /** `cidr` is an IPv4 range of at least four addresses, e.g. `10.42.0.0/24`; its first address is the gateway. */
  constructor(cidr: string) {
    const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
    const prefixLength = Number(match?.[5]);
    if (match === null || prefixLength > 30) throw new Error(`pod CIDR "${cidr}" is no IPv4 range of at least four addresses, like 10.42.0.0/24`);
    this.prefixLength = prefixLength;
    this.#count = 2 ** (32 - prefixLength);
    const address = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0);
    this.#base = address - (address % this.#count);
    this.gateway = this.#text(1);
  }

  /** Undefined when every address is in use. */
  allocate(): string | undefined {
    for (let tried = 0; tried < this.#count - 3; tried++) {
      const index = this.#next;
      this.#next = index + 1 > this.#count - 2 ? 2 : index + 1;
      if (this.#used.has(index)) continue;
      this.#used.add(index);
      return this.#text(index);
    }
    return undefined;
  }

  /** Marks an address that a record says is in use. */
  claim(address: string): void {
    this.#used.add(this.#index(address));
  }

  release(address: string): void {
    this.#used.delete(this.#index(address));
  }

  #index(address: string): number {
    return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) - this.#base;
  }

  #text(index: number): string {
    const value = this.#base + index;
    return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(value / unit) % 256).join(".");
  }
}
