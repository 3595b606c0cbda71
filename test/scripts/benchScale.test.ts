import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { linearFit } = await import(join(root, 'bench/scale/linearFit.mjs'));
const { shardCosts, shardProcessorSeconds, shardSeconds } = await import(
  join(root, 'bench/scale/shardModel.mjs')
);
const { kernelBound } = await import(join(root, 'bench/scale/kernelBound.mjs'));

it('a line goes through its points, and between those that are off', () => {
  expect(linearFit([1, 2, 4], [5, 7, 11])).toEqual({ slope: 2, intercept: 3 });
  expect(linearFit([0, 1, 2], [0, 3, 0]).slope).toBeCloseTo(0);
});

describe('the cost of shards', () => {
  const cost = (wall: number, processor = wall) => ({ wall, processor });
  const costs = { start: cost(2), list: cost(0.0001), pass: cost(0.01, 0.012), join: cost(0.0002) };
  const run = (photos: number) => ({
    photos,
    start: costs.start,
    list: cost(photos * 0.0001),
    pass: cost(0.5 + photos * 0.01, 0.7 + photos * 0.012),
    join: cost(photos * 0.0002),
  });

  it('is found from runs over two sizes; what a pass takes once counts as start', () => {
    const found = shardCosts([run(100), run(400)]);
    expect(found.pass.wall).toBeCloseTo(0.01);
    expect(found.pass.processor).toBeCloseTo(0.012);
    expect(found.start.wall).toBeCloseTo(2.5);
    expect(found.join.wall).toBeCloseTo(0.0002);
  });

  it('falls with processes until all cores are at work, and with machines but for listing and joining', () => {
    const seconds = (processes: number, machines = 1) =>
      shardSeconds(costs, { photos: 10_000, cores: 2, processes, machines });
    expect(seconds(1).total).toBeCloseTo(2 + 1 + 100 + 2);
    // Two processes of 0.012 s of processors a photo on two cores: 0.006 s a photo.
    expect(seconds(2).pass).toBeCloseTo(60);
    expect(seconds(4).pass).toBeCloseTo(60);
    expect(seconds(4).start).toBeCloseTo(4);
    expect(seconds(1, 10).pass).toBeCloseTo(10);
    expect(seconds(1, 10).list + seconds(1, 10).join).toBeCloseTo(3);
    // Each of four workers starts and lists; the photos and the rows are there once.
    expect(shardProcessorSeconds(costs, { photos: 10_000, workers: 4 })).toBeCloseTo(4 * (2 + 1) + 120 + 2);
  });
});

it('faster kernels leave a step its crossings and JavaScript, and the loader its pace', () => {
  const measured = { step: 100, inKernels: 90, calls: 200, crossing: 0.05, loader: 30 };
  const ms = (k: number) => kernelBound(measured, k).ms;
  expect([ms(1), ms(10), ms(Number.POSITIVE_INFINITY)]).toEqual([100, 28, 20]);
  expect(kernelBound(measured, 10)).toMatchObject({ fed: 30, faster: 100 / 28 });
});
