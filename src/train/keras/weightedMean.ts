/** Means of named values over batches, each batch counting by its samples, as Keras averages an epoch. */
export class WeightedMean {
  readonly #sums: number[];
  #samples = 0;

  constructor(readonly names: readonly string[]) {
    this.#sums = names.map(() => 0);
  }

  /** @param values in the order of the names */
  add(values: readonly number[], samples: number): void {
    values.forEach((value, i) => {
      this.#sums[i] = (this.#sums[i] ?? 0) + value * samples;
    });
    this.#samples += samples;
  }

  /** The means by their names. @param prefix of the names, e.g. `val_`. @default '' */
  values(prefix = ''): Record<string, number> {
    return Object.fromEntries(
      this.names.map((name, i) => [`${prefix}${name}`, (this.#sums[i] as number) / this.#samples]),
    );
  }
}
