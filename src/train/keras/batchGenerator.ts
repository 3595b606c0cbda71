import { InvalidArgumentError } from '../../core/index.js';
import type { tf } from '../../engine/index.js';

/** A batch of inputs with their targets; whoever takes it from a generator disposes of its tensors. */
export interface KerasTrainingBatch {
  /** First axis: samples. */
  readonly xs: tf.Tensor;
  /** Targets, a row for each of `xs`. */
  readonly ys: tf.Tensor;
  /** What each row is: position of its sample in the generator's list. Without it, all samples are there. */
  readonly indices?: Int32Array;
  /** All samples that belong to this batch, in order; those that are not among `indices` could not be read. */
  readonly positions?: Int32Array;
}

/** Whatever yields batches without end: an `ImageGenerator`, or an async generator function of your own. */
export interface BatchGenerator extends AsyncIterable<KerasTrainingBatch> {
  /** Batches in one pass over the samples; without it the number of steps must be given. */
  readonly length?: number;
}

/**
 * The number of batches to draw: what was asked for, else one pass.
 * @throws InvalidArgumentError when neither is known, or it is no whole number above 0
 */
export function stepsOf(argument: string, steps: number | undefined, { length }: BatchGenerator): number {
  const count = steps ?? length;
  if (count === undefined || !Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError(argument, count, 'a whole number of batches above 0');
  return count;
}

/** The first batches of a fresh pass, and no more than that is ever made. */
export async function* take(generator: BatchGenerator, steps: number): AsyncGenerator<KerasTrainingBatch> {
  let left = steps;
  for await (const batch of generator) {
    yield batch;
    left -= 1;
    if (left === 0) return;
  }
}

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
