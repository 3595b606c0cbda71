import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { featureMaps, filterPictures } from '../../src/interpret/index.js';
import type { ImageGrid } from '../../src/plot/index.js';

beforeAll(() => engineReady());

/** Two filters: one answers where it gets darker to the right, the other nowhere. */
function edgeNet(): tf.Sequential {
  const conv = tf.layers.conv2d({ filters: 2, kernelSize: [1, 2], inputShape: [4, 4, 1], name: 'edges' });
  const model = tf.sequential({ layers: [conv, tf.layers.flatten({ name: 'flat' })] });
  conv.setWeights([tf.tensor4d([1, 0, -1, 0], [1, 2, 1, 2]), tf.tensor1d([0, 0])]);
  return model;
}

async function greys(grid: ImageGrid, cell: number, [width, height]: [number, number]): Promise<number[]> {
  const jpeg = grid.cells[cell]?.thumbnail?.jpeg as Buffer;
  return [...(await sharp(jpeg).resize(width, height, { kernel: 'nearest' }).greyscale().raw().toBuffer())];
}

it('shows where a filter answers', async () => {
  const x = tf.tensor4d(Array.from({ length: 4 }, () => [1, 1, 0, 0]).flat(), [1, 4, 4, 1]);
  const before = tf.memory().numTensors;
  const model = edgeNet();
  const made = tf.memory().numTensors;
  const grid = await featureMaps(model, x, 'edges');
  expect(tf.memory().numTensors).toBe(made);
  expect(made).toBeGreaterThan(before);
  expect(grid.title).toBe('edges: 2 of 2 channels, 4 × 3');
  expect(grid.framed).toBe(true);
  const [left, edge, right] = await greys(grid, 0, [3, 4]);
  expect(left).toBeLessThan(10);
  expect(edge).toBeGreaterThan(245);
  expect(right).toBeLessThan(10);
  expect(Math.max(...(await greys(grid, 1, [3, 4])))).toBeLessThan(10);
});

it('shows the strongest channels first, when asked', async () => {
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [1, 2, 1], name: 'three' });
  const model = tf.sequential({ layers: [conv] });
  // Of the pixels 1 and 2 the channels make 1 and 2, 6 and 3, -1 and -2.
  conv.setWeights([tf.tensor4d([1, -3, -1], [1, 1, 1, 3]), tf.tensor1d([0, 9, 0])]);
  const grid = await featureMaps(model, tf.tensor4d([1, 2], [1, 1, 2, 1]), 'three', {
    count: 2,
    channels: 'strongest',
  });
  expect(grid.title).toBe('three: the 2 strongest of 3 channels, 1 × 2');
  const [left, right] = [await greys(grid, 0, [2, 1]), await greys(grid, 1, [2, 1])];
  expect(left[0]).toBeGreaterThan(left[1] as number);
  expect(right[0]).toBeLessThan(right[1] as number);
});

it('draws maps of several layers in true proportion', async () => {
  const conv = (name: string, first: boolean): tf.layers.Layer =>
    tf.layers.conv2d({
      filters: 1,
      kernelSize: 1,
      strides: 4,
      name,
      ...(first ? { inputShape: [64, 64, 1] } : {}),
    });
  const model = tf.sequential({ layers: [conv('large', true), conv('small', false)] });
  const widthOf = async (layer: string, options = {}): Promise<unknown> =>
    (await featureMaps(model, tf.ones([1, 64, 64, 1]), layer, options)).cells[0]?.thumbnail?.width;
  expect([await widthOf('large', { pixelSize: 5 }), await widthOf('small', { pixelSize: 5 })]).toEqual([
    80, 20,
  ]);
  expect(await widthOf('large', { pixelSize: 1.5 })).toBe(24);
  await expect(widthOf('large', { pixelSize: 0 })).rejects.toThrow('`pixelSize`');
});

it('shows the weights of a filter', async () => {
  const grid = await filterPictures(edgeNet().getLayer('edges'), { count: 1 });
  expect(grid.cells).toHaveLength(1);
  const [white, black] = await greys(grid, 0, [2, 1]);
  expect(white).toBeGreaterThan(245);
  expect(black).toBeLessThan(10);
});

it('refuses layers without a map or a kernel', async () => {
  const model = edgeNet();
  await expect(featureMaps(model, tf.zeros([1, 4, 4, 1]), 'flat')).rejects.toThrow(InvalidArgumentError);
  await expect(filterPictures(model.getLayer('flat'))).rejects.toThrow('a convolution with a 2D kernel');
});
