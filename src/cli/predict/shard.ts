import { z } from 'zod';
import { InvalidArgumentError } from '../../core/index.js';

/** What is known of one photo after prediction: one row of the output. */
export const predictionRowSchema = z.object({
  /** Its place in the sorted listing of the folder, from 0. */
  index: z.number().int().nonnegative(),
  /** Path below the folder, with `/` between its parts. */
  path: z.string(),
  /** The most probable class; of several labels all that reach one half, joined by `;`. Empty with an error. */
  label: z.string(),
  /** In the order of the classes; empty with an error. */
  probabilities: z.array(z.number()),
  /** Why there is no prediction; else empty. */
  error: z.string(),
});

/** See {@link predictionRowSchema}. */
export type PredictionRow = z.infer<typeof predictionRowSchema>;

/** One of several equal parts of a listing. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** Reads `2/4`. @throws {InvalidArgumentError} */
export function parseShard(text: string): Shard {
  const [number, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.slice(1).map(Number) ?? [0, 0];
  if (!number || !count || number > count) {
    throw new InvalidArgumentError('--shard', text, 'I/N with 1 ≤ I ≤ N, such as 2/4');
  }
  return { number, count };
}

/** The places `[from, to)` of a listing that a shard has: neighbours, so that the parts in order are the whole. */
export function shardRange({ number, count }: Shard, length: number): readonly [number, number] {
  return [Math.floor(((number - 1) * length) / count), Math.floor((number * length) / count)];
}
