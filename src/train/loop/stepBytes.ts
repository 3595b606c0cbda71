import { availableMemory } from '../../core/index.js';
import { tf } from '../../engine/index.js';

/** Averages that an optimizer keeps for each weight, where none has taken a step yet: AdamW's. */
const averages = 2;
/** What an allocator loses between blocks of unequal sizes, as a share (measured: 5 to 20 %). */
const lost = 0.1;
/** Bytes that the first step of a process takes once: code, threads, weights on their way to the engine. */
const onceTaken = 100e6;
/** Batches that a loader prepares besides the one that is trained on. */
const prepared = 3;

/** A training step, as `stepMemory` counts it. */
export interface CountedStep {
  /** The most that is held at a time, in bytes. */
  readonly most: number;
  /** Bytes of the weights that learn. */
  readonly learning: number;
}

/**
 * Bytes that a process takes for training steps: for tensors and kernels, for an optimizer's averages, and for the
 * batches that are prepared ahead.
 *
 * @param input shape of a batch
 * @param hasAverages whether the optimizer's averages are there already
 */
export function trainingBytes(
  { most, learning }: CountedStep,
  input: readonly number[],
  hasAverages = false,
): number {
  const batch = input.reduce((size, n) => size * n, 4);
  return processBytes(most + (hasAverages ? 0 : averages * learning)) + prepared * batch;
}

/** What a process grows by for a step whose tensors and kernels hold so many bytes. */
export function processBytes(held: number): number {
  return Math.round(held * (1 + lost)) + (largestStep > 0 ? 0 : onceTaken);
}

/** The largest number from 1 to `most` that fits; 0 when none does. */
export function largest(most: number, fits: (size: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Of the steps that were found to fit, and have been taken. */
let largestStep = 0;

/** Notes that a step of so many bytes will be taken. */
export function noteStep(bytes: number): void {
  largestStep = Math.max(largestStep, bytes);
}

/**
 * Bytes that a step can take: what the system has left, and what this process took for earlier steps and has kept,
 * though nothing lies in it now.
 */
export function memoryForSteps(): number {
  const { rss, heapTotal, external } = process.memoryUsage();
  const kept = Math.max(0, rss - heapTotal - external - tf.memory().numBytes);
  return availableMemory() + Math.min(largestStep, kept);
}
