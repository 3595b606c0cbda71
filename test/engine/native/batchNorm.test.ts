import { expect, it } from 'vitest';
import { outputOf } from './nativeProgram.js';

it('gives the same bits wherever in memory its numbers lie', async () => {
  const { runs, differed } = await outputOf<{ runs: number; differed: number }>('batchNorm.cc');
  expect(runs).toBeGreaterThan(1000);
  expect(differed).toBe(0);
});
