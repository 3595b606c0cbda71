import { beforeAll, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../../src/core/index.js';
import { engineReady, tf } from '../../../../src/engine/index.js';
import { SeededDropout } from '../../../../src/vision/index.js';

beforeAll(() => engineReady());

const ones = tf.ones([100, 101]);
const drop = (layer: SeededDropout): Float32Array =>
  (layer.apply(ones, { training: true }) as tf.Tensor).dataSync() as Float32Array;

it('drops the share that it is told and scales the rest so that the mean stays', () => {
  for (const rate of [0.1, 0.25, 0.5, 0.9]) {
    const values = drop(new SeededDropout({ rate }));
    const kept = values.filter((v) => v !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
    // Five standard deviations of a binomial share.
    const deviation = Math.sqrt((rate * (1 - rate)) / values.length);
    expect(Math.abs(1 - kept.length / values.length - rate)).toBeLessThan(5 * deviation);
  }
});

it('draws another mask each time, and the same ones again from the same step', () => {
  const first = new SeededDropout({ name: 'drop', rate: 0.5, seed: 7 });
  const masks = [drop(first), drop(first), drop(first)];
  expect(masks[0]).not.toEqual(masks[1]);
  expect(first.step).toBe(3);
  const resumed = new SeededDropout({ name: 'drop', rate: 0.5, seed: 7 });
  resumed.step = 1;
  expect(drop(resumed)).toEqual(masks[1]);
  expect(drop(resumed)).toEqual(masks[2]);
});

it('does nothing in inference', () => {
  const layer = new SeededDropout({ rate: 0.5 });
  expect((layer.apply(ones) as tf.Tensor).dataSync()).toEqual(ones.dataSync());
  expect(layer.step).toBe(0);
});

it('refuses a rate outside of [0, 1)', () => {
  expect(() => new SeededDropout({ rate: 1 })).toThrow(InvalidArgumentError);
});
