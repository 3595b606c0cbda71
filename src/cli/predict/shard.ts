import { InvalidArgumentError } from '../../core/index.js';

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
