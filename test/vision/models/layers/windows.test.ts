import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../../../src/core/index.js';
import { engineReady, tf } from '../../../../src/engine/index.js';
import { outputSize } from '../../../../src/vision/models/spatialPadding.js';
import { Conv2d, DepthwiseConv2d, MaxPool2d } from '../../../../src/vision/models/windowLayers.js';

beforeAll(() => engineReady());

const random = new Random(1);
const drawn = (...shape: number[]): tf.Tensor4D =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape as [number, number, number, number],
  ) as tf.Tensor4D;

/** Visits the input pixels under each output pixel of a window that slides, padded by so many rows and columns before. */
function slide(
  x: tf.Tensor4D,
  [k, stride, top, left = top]: readonly [number, number, number, number?],
  out: readonly [number, number],
  visit: (output: number, input: number, tap: number) => void,
): void {
  const [n, height, width] = x.shape;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < out[0]; i++)
      for (let j = 0; j < out[1]; j++)
        for (let tap = 0; tap < k * k; tap++) {
          const row = i * stride - top + Math.floor(tap / k);
          const column = j * stride - left + (tap % k);
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          visit((b * out[0] + i) * out[1] + j, (b * height + row) * width + column, tap);
        }
}

function expectClose(actual: tf.Tensor, expected: Float32Array): void {
  const values = actual.dataSync();
  expect(values.length).toBe(expected.length);
  for (let i = 0; i < values.length; i++)
    expect(Math.abs((values[i] as number) - (expected[i] as number))).toBeLessThan(1e-4);
}

const windows = fc
  .record({
    height: fc.integer({ min: 5, max: 12 }),
    width: fc.integer({ min: 5, max: 12 }),
    k: fc.constantFrom(1, 2, 3, 5),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ k, padding }) => 2 * padding <= k);

it('convolves as PyTorch defines it, at any size, stride and padding', () => {
  fc.assert(
    fc.property(windows, ({ height, width, k, stride, padding }) => {
      const x = drawn(2, height, width, 3);
      const layer = new Conv2d({ filters: 4, kernelSize: k, strides: stride, padding, useBias: true });
      const y = layer.apply(x) as tf.Tensor4D;
      const kernel = drawn(k, k, 3, 4);
      const bias = drawn(4);
      layer.setWeights([kernel, bias]);
      const actual = layer.apply(x) as tf.Tensor4D;
      const out = [height, width].map((n) => outputSize(n, k, stride, padding)) as [number, number];
      expect(y.shape).toEqual([2, ...out, 4]);
      const [inputs, taps, biases] = [x.dataSync(), kernel.dataSync(), bias.dataSync()];
      const expected = new Float32Array(2 * out[0] * out[1] * 4).map((_, i) => biases[i % 4] as number);
      slide(x, [k, stride, padding], out, (to, from, tap) => {
        for (let o = 0; o < 4; o++)
          for (let c = 0; c < 3; c++)
            expected[to * 4 + o]! +=
              (inputs[from * 3 + c] as number) * (taps[(tap * 3 + c) * 4 + o] as number);
      });
      expectClose(actual, expected);
    }),
    { numRuns: 60 },
  );
});

it('convolves each channel by itself', () => {
  fc.assert(
    fc.property(windows, ({ height, width, k, stride, padding }) => {
      const x = drawn(1, height, width, 3);
      const layer = new DepthwiseConv2d({ kernelSize: k, strides: stride, padding });
      layer.apply(x);
      const kernel = drawn(k, k, 3, 1);
      layer.setWeights([kernel]);
      const out = [height, width].map((n) => outputSize(n, k, stride, padding)) as [number, number];
      const [inputs, taps] = [x.dataSync(), kernel.dataSync()];
      const expected = new Float32Array(out[0] * out[1] * 3);
      slide(x, [k, stride, padding], out, (to, from, tap) => {
        for (let c = 0; c < 3; c++)
          expected[to * 3 + c]! += (inputs[from * 3 + c] as number) * (taps[tap * 3 + c] as number);
      });
      expectClose(layer.apply(x) as tf.Tensor, expected);
    }),
    { numRuns: 40 },
  );
});

it('pads as TensorFlow defines `same`: the odd row and column at the end', () => {
  fc.assert(
    fc.property(windows, fc.boolean(), ({ height, width, k, stride }, depthwise) => {
      const x = drawn(1, height, width, 3);
      const shape = { kernelSize: k, strides: stride, padding: 'same' } as const;
      const layer = depthwise ? new DepthwiseConv2d(shape) : new Conv2d({ ...shape, filters: 3 });
      expect(layer.computeOutputShape([null, null, null, 3])).toEqual([null, null, null, 3]);
      layer.apply(x);
      const kernel = drawn(k, k, 3, depthwise ? 1 : 3);
      layer.setWeights([kernel]);
      const out = [height, width].map((n) => Math.ceil(n / stride)) as [number, number];
      expect(layer.computeOutputShape(x.shape)).toEqual([1, ...out, 3]);
      const [top, left] = [height, width].map((n, i) =>
        Math.floor(Math.max(0, ((out[i] as number) - 1) * stride + k - n) / 2),
      ) as [number, number];
      const [inputs, taps] = [x.dataSync(), kernel.dataSync()];
      const expected = new Float32Array(out[0] * out[1] * 3);
      slide(x, [k, stride, top, left], out, (to, from, tap) => {
        for (let o = 0; o < 3; o++)
          for (let c = 0; c < 3; c++) {
            if (depthwise && o !== c) continue;
            const weight = taps[depthwise ? tap * 3 + c : (tap * 3 + c) * 3 + o] as number;
            expected[to * 3 + o]! += (inputs[from * 3 + c] as number) * weight;
          }
      });
      expectClose(layer.apply(x) as tf.Tensor, expected);
    }),
    { numRuns: 80 },
  );
});

it('takes maxima as PyTorch defines them, ceil_mode included', () => {
  fc.assert(
    fc.property(windows, fc.boolean(), ({ height, width, k, stride, padding }, ceilMode) => {
      const x = tf.sub(drawn(1, height, width, 2), 5) as tf.Tensor4D; // below 0: padding must never win
      const layer = new MaxPool2d({ poolSize: k, strides: stride, padding, ceilMode });
      const actual = layer.apply(x) as tf.Tensor4D;
      const inputs = x.dataSync();
      const out = actual.shape.slice(1, 3) as [number, number];
      expect(layer.computeOutputShape(x.shape)).toEqual(actual.shape);
      for (const [i, n] of [height, width].entries()) {
        // torch's documentation: a window counts when it starts inside the input or its padding on the left.
        const exact = (n + 2 * padding - k) / stride + 1;
        const ceiled = Math.ceil(exact);
        expect(out[i]).toBe(
          !ceilMode ? Math.floor(exact) : (ceiled - 1) * stride >= n + padding ? ceiled - 1 : ceiled,
        );
      }
      const expected = new Float32Array(out[0] * out[1] * 2).fill(Number.NEGATIVE_INFINITY);
      slide(x, [k, stride, padding], out, (to, from) => {
        for (let c = 0; c < 2; c++)
          expected[to * 2 + c] = Math.max(expected[to * 2 + c] as number, inputs[from * 2 + c] as number);
      });
      expectClose(actual, expected);
    }),
    { numRuns: 60 },
  );
});
