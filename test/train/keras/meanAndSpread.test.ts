import { expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/core/index.js';
import { htmlTable } from '../../../src/notebook/index.js';
import { meanAndSpread } from '../../../src/train/groups/keras.js';

it('is the mean and the deviation of a sample, as statistics.stdev of Python gives it', () => {
  const { mean, spread } = meanAndSpread([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(mean).toBe(5);
  expect(spread).toBeCloseTo(2.13809, 5);
  expect(`${meanAndSpread([0.879, 0.892, 0.868], 2)}`).toBe('0.88 ± 0.01');
});

it('stands in a table as text', () => {
  expect(htmlTable([{ loss: meanAndSpread([1, 2]) }]).text).toContain('1.500 ± 0.707');
});

it('claims no spread of one run, and no mean of none', () => {
  expect(String(meanAndSpread([0.25]))).toBe('0.250');
  expect(meanAndSpread([0.25]).spread).toBeNaN();
  expect(() => meanAndSpread([])).toThrow(InvalidArgumentError);
});
