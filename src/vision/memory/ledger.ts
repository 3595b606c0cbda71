/** The memory of a tensor, which other tensors and what is kept for a gradient may share. */
export interface Block {
  readonly bytes: number;
}

/** Counts the bytes that are held while a step runs: each block once, however many hold it. */
export class Ledger {
  readonly #holders = new Map<Block, number>();
  #now = 0;
  #most = 0;
  #mostOfTensors = 0;

  /** Bytes held now. */
  get now(): number {
    return this.#now;
  }

  /** The most that was held at a time, and that was needed beside it. */
  get most(): number {
    return this.#most;
  }

  /** The most that tensors held at a time. */
  get mostOfTensors(): number {
    return this.#mostOfTensors;
  }

  hold(block: Block): void {
    const holders = this.#holders.get(block) ?? 0;
    this.#holders.set(block, holders + 1);
    if (holders === 0) this.#now += block.bytes;
    this.passing(0);
  }

  release(block: Block): void {
    const holders = this.#holders.get(block) ?? 0;
    if (holders > 1) this.#holders.set(block, holders - 1);
    else if (this.#holders.delete(block)) this.#now -= block.bytes;
  }

  /** What an operation needs while it runs, beside all that is held: tensors, and memory of its kernels. */
  passing(tensors: number, kernels = 0): void {
    this.#mostOfTensors = Math.max(this.#mostOfTensors, this.#now + tensors);
    this.#most = Math.max(this.#most, this.#now + tensors + kernels);
  }
}
