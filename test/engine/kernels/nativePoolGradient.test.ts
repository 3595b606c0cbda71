import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';

beforeAll(engineReady);

interface Pooling {
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
  readonly window: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly pad: 'same' | 'valid';
}

/** Window by window: the first highest value gets the whole gradient. */
function plainGradient(
  x: Float32Array,
  dy: Float32Array,
  { shape, window, strides, pad }: Pooling,
): number[] {
  const [n, height, width, channels] = shape;
  const info = tf.backend_util.computePool2DInfo([...shape], [...window], [...strides], 1, pad);
  const dx = Array<number>(x.length).fill(0);
  const at = (i: number, row: number, column: number, c: number): number =>
    ((i * height + row) * width + column) * channels + c;
  let given = 0;
  for (let i = 0; i < n; i++)
    for (let oy = 0; oy < info.outHeight; oy++)
      for (let ox = 0; ox < info.outWidth; ox++)
        for (let c = 0; c < channels; c++) {
          let best = -1;
          for (let ky = 0; ky < window[0]; ky++)
            for (let kx = 0; kx < window[1]; kx++) {
              const row = oy * strides[0] - info.padInfo.top + ky;
              const column = ox * strides[1] - info.padInfo.left + kx;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              const here = at(i, row, column, c);
              if (best < 0 || (x[here] as number) > (x[best] as number)) best = here;
            }
          dx[best] = (dx[best] as number) + (dy[given++] as number);
        }
  return dx;
}

const poolings: fc.Arbitrary<Pooling> = fc
  .record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 1, max: 17 }),
    ),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter(({ window }) => window[0] * window[1] > 1);

it('gives the gradient of a maximum to the first highest value of each window, equal ones too', () => {
  fc.assert(
    fc.property(poolings, fc.integer({ min: 1, max: 1e6 }), (pooling, seed) => {
      const { shape, window, strides, pad } = pooling;
      tf.tidy(() => {
        // Few values, so that many windows hold their highest more than once.
        const x = tf.floor(tf.randomUniform([...shape], 0, 4, 'float32', seed)) as tf.Tensor4D;
        const y = tf.maxPool(x, [...window], [...strides], pad);
        const dy = tf.randomNormal(y.shape, 0, 1, 'float32', seed);
        const dx = tf.grad((a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, [...window], [...strides], pad))(
          x,
          dy,
        );
        const expected = plainGradient(x.dataSync() as Float32Array, dy.dataSync() as Float32Array, pooling);
        closeTo(dx.dataSync(), expected, 1e-5);
      });
    }),
    { numRuns: 60 },
  );
});

it('keeps to the highest value where there are infinities', () => {
  const x = tf.tensor4d([-Infinity, -Infinity, -Infinity, 5, Infinity, 1, 2, 3], [2, 2, 2, 1]);
  const dx = tf.grad((a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, 2, 2, 'valid'))(x);
  expect([...dx.dataSync()]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
});
