/** Which photos are selected, by number, as file managers do it. */
export class Selection {
  readonly #indices = new Set<number>();

  get size(): number {
    return this.#indices.size;
  }

  /** Numbers of the selected photos. */
  get indices(): number[] {
    return [...this.#indices];
  }

  has(index: number): boolean {
    return this.#indices.has(index);
  }

  /** Only these. */
  replace(indices: Iterable<number>): void {
    this.#indices.clear();
    for (const index of indices) this.#indices.add(index);
  }

  toggle(index: number): void {
    if (!this.#indices.delete(index)) this.#indices.add(index);
  }

  clear(): void {
    this.#indices.clear();
  }
}
