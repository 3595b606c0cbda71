import fc from 'fast-check';
import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import { fuzzyGraph } from '../../../src/clean/map/layout/fuzzyGraph.js';
import { nearestRows } from '../../../src/clean/map/layout/nearestRows.js';
import { principalComponents } from '../../../src/clean/map/layout/principalComponents.js';
import { symmetricEigen } from '../../../src/clean/map/layout/smallMatrices.js';
import { umapLayout } from '../../../src/clean/map/layout/umapLayout.js';
import { Random } from '../../../src/core/index.js';
import { plainComponents, trustworthiness } from './plainLayouts.js';

/** Rows in clusters, of `width` features with a falling spectrum, so that directions are told apart. */
function clusters(count: number, width: number, groups: number, seed = 1): Float32Array {
  const random = new Random(seed);
  const centres = Array.from({ length: groups * width }, (_, i) => random.normal(0, 4 / (1 + (i % width))));
  return Float32Array.from(
    { length: count * width },
    (_, i) =>
      (centres[(Math.floor(i / width) % groups) * width + (i % width)] as number) +
      random.normal(0, 1 / (1 + (i % width))),
  );
}

describe('principal components', () => {
  it.each([
    [40, 6],
    [7, 30],
    [300, 12],
  ])('are those of a plain power iteration: %i rows of %i features', async (count, width) => {
    const values = clusters(count, width, 4);
    const found = await principalComponents({ values, width, count }, { dims: 3 });
    const plain = plainComponents(values, width, 3);
    for (let d = 0; d < 3; d++) {
      expect(found.variances[d]).toBeCloseTo(plain.variances[d] as number, 3);
      for (let row = 0; row < count; row++) {
        const [a, b] = [found.coordinates[row * 3 + d], plain.coordinates[row * 3 + d]] as [number, number];
        expect(Math.abs(a - b)).toBeLessThan(2e-3);
      }
    }
  });

  it('begun on a drawn part are those of all rows', async () => {
    const [count, width] = [9000, 16];
    const values = clusters(count, width, 5);
    const found = await principalComponents({ values, width, count }, { dims: 2 });
    const plain = plainComponents(values, width, 2);
    const apart = found.coordinates.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (plain.coordinates[i] as number))),
      0,
    );
    expect(apart).toBeLessThan(5e-3);
  });

  it('are equal for equal rows, and as many as there can be', async () => {
    const values = clusters(30, 8, 3);
    const [a, b] = [1, 2].map(() => principalComponents({ values, width: 8, count: 30 }, { dims: 2 }));
    expect((await a)?.coordinates).toEqual((await b)?.coordinates);
    const two = await principalComponents({ values: values.slice(0, 16), width: 8, count: 2 }, { dims: 2 });
    expect(two.dims).toBe(1);
    const same = await principalComponents({ values: new Float32Array(40), width: 8, count: 5 }, { dims: 2 });
    expect([...same.coordinates]).toEqual(new Array(10).fill(0));
  });

  it('end when they are told to', async () => {
    const signal = AbortSignal.abort();
    const matrix = { values: clusters(30, 8, 3), width: 8, count: 30 };
    await expect(principalComponents(matrix, { dims: 2, signal })).rejects.toThrow(/abort/i);
  });
});

it('eigenvectors of a symmetric matrix are such', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 7 })
        .chain((n) =>
          fc.tuple(
            fc.constant(n),
            fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: n * n, maxLength: n * n }),
          ),
        ),
      ([n, entries]) => {
        const at = (i: number, j: number): number => entries[Math.min(i, j) * n + Math.max(i, j)] as number;
        const matrix = Float64Array.from({ length: n * n }, (_, i) => at(Math.floor(i / n), i % n));
        const { values, vectors } = symmetricEigen(matrix, n);
        for (const [k, value] of values.entries()) {
          const vector = vectors.subarray(k * n, (k + 1) * n);
          expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
          for (let i = 0; i < n; i++) {
            const image = vector.reduce((sum, x, j) => sum + x * at(i, j), 0);
            expect(image).toBeCloseTo(value * (vector[i] as number), 7);
          }
        }
      },
    ),
  );
});

it('the graph of neighbours is that of umap-js', async () => {
  const [count, dims, k] = [80, 5, 9];
  const values = clusters(count, dims, 4);
  // Two photos that are copies.
  values.copyWithin(0, dims, 2 * dims);
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const nearest = await nearestRows({ values, dims }, all, all, k);
  const listed = <T>(of: ArrayLike<T>, itself: (i: number) => T): T[][] =>
    [...all].map((i) => [itself(i), ...Array.from({ length: k }, (_, j) => of[i * k + j] as T)]);
  const umap = new UMAP({ nNeighbors: k + 1 });
  umap.setPrecomputedKNN(
    listed(nearest.indices, (i) => i),
    listed(nearest.distances, () => 0),
  );
  umap.initializeFit(Array.from(all, () => [0]));
  const { graph } = umap as unknown as { graph: { get(row: number, col: number): number } };
  const own = new Float64Array(count * count);
  const { heads, tails, weights } = fuzzyGraph(nearest);
  for (const [i, weight] of weights.entries())
    own[(heads[i] as number) * count + (tails[i] as number)] = weight;
  let edges = 0;
  for (const i of all)
    for (const j of all) {
      const due = graph.get(i, j);
      if (due > 0) edges++;
      expect(Math.abs((own[i * count + j] as number) - due)).toBeLessThan(1e-4);
    }
  expect(edges).toBeGreaterThan(count * k);
  expect(weights).toHaveLength(edges);
});

describe('UMAP', () => {
  const [count, dims] = [300, 10];
  const values = clusters(count, dims, 6);
  const start = Float32Array.from(
    { length: 2 * count },
    (_, i) => values[(i >> 1) * dims + (i % 2)] as number,
  );

  it('keeps neighbours: trustworthiness as scikit-learn defines it', async () => {
    const shares: number[] = [];
    const tell = (share: number): void => void shares.push(share);
    const places = await umapLayout({ values, dims }, start, { seed: 1, tell });
    expect(places).toHaveLength(2 * count);
    expect(trustworthiness(values, dims, places, 10)).toBeGreaterThan(0.95);
    expect(shares.at(-1)).toBeCloseTo(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('is equal for equal seeds, and another for others', async () => {
    const layouts = await Promise.all([1, 1, 2].map((seed) => umapLayout({ values, dims }, start, { seed })));
    expect(layouts[0]).toEqual(layouts[1]);
    expect(layouts[0]).not.toEqual(layouts[2]);
  });

  it('gives photos beyond the landmarks a place among their neighbours', async () => {
    const places = await umapLayout({ values, dims }, start, { seed: 1, landmarks: 120 });
    expect(trustworthiness(values, dims, places, 10)).toBeGreaterThan(0.9);
  });

  it('stands few photos, and copies', async () => {
    const few = await umapLayout({ values: values.slice(0, 50), dims }, start.slice(0, 10), { seed: 1 });
    expect([...few].every(Number.isFinite)).toBe(true);
    const same = new Float32Array(60 * dims).fill(0.5);
    const copies = await umapLayout({ values: same, dims }, new Float32Array(120), { seed: 1 });
    expect([...copies].every(Number.isFinite)).toBe(true);
  });
});
