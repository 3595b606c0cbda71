import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import {
  buildCnn,
  compileFrozenBody,
  exportOnnx,
  forward,
  models,
  openOnnxSession,
  UnsupportedLayerError,
} from '../../../src/vision/index.js';
import { scaled } from '../../scaled.js';

beforeAll(() => engineReady());

const photos = (n: number, size = 64): tf.Tensor4D => {
  const random = new Random(n);
  const values = Float32Array.from({ length: n * size * size * 3 }, () => random.normal());
  return tf.tensor4d(values, [n, size, size, 3]);
};

/** A model whose batch norm statistics and weights are not the trivial ones. */
async function trained(name: keyof typeof models) {
  const cnn = await buildCnn(models[name], { classes: 3, pretrained: false, random: new Random(name) });
  const random = new Random(1);
  for (const layer of cnn.model.layers)
    for (const weight of layer.weights) {
      const [low, high] = weight.originalName.endsWith('running_var') ? [0.5, 2] : [-0.1, 0.1];
      if (weight.shape.length > 1) continue;
      const scale = weight.originalName.endsWith('gamma') ? 1 : 0;
      const values = Float32Array.from({ length: weight.shape[0]! }, () => scale + random.uniform(low, high));
      tf.tidy(() => {
        weight.write(tf.tensor1d(values));
      });
    }
  return cnn;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let [difference, scale] = [0, 1];
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    scale = Math.max(scale, Math.abs(b[i] as number));
  }
  return difference / scale;
}

describe.for(['tfjs', 'onnxruntime'] as const)('a frozen body on %s', (engine) => {
  // 138 million weights take their time; what is special about a VGG is the plain chain of layers.
  it.for([
    'tinyresnet',
    'resnet18',
    'mobilenetV2',
    'squeezenet1_1',
    ...scaled(['vgg16Bn'] as const, []),
  ] as const)('%s gives what the body gives', async (name) => {
    const { body } = await trained(name);
    for (const size of [64, 75]) {
      const x = photos(2, size);
      const expected = forward(body, x);
      const frozen = await compileFrozenBody(body, { engine });
      expect(frozen.engine).toBe(engine);
      const actual = await frozen.features(x);
      expect(actual.shape).toEqual(expected.shape);
      expect(largestDifference(actual.dataSync(), expected.dataSync())).toBeLessThan(1e-4);
      await frozen.dispose();
    }
  });

  it('leaves no tensor behind', async () => {
    const { body } = await trained('tinyresnet');
    const x = photos(2);
    const before = tf.memory().numTensors;
    const frozen = await compileFrozenBody(body, { engine });
    for (let i = 0; i < 3; i++) (await frozen.features(x)).dispose();
    await frozen.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('computes in bfloat16 when told so', async () => {
  const { body } = await trained('tinyresnet');
  const x = photos(2);
  const expected = forward(body, x).dataSync();
  const frozen = await compileFrozenBody(body, { precision: 'bfloat16' });
  expect(frozen.engine).toBe('tfjs');
  const difference = largestDifference((await frozen.features(x)).dataSync(), expected);
  // Eight bits of fraction; on engines without the type nothing changes.
  expect(difference).toBeLessThan(0.05);
  if (tf.getBackend() === 'tensorflow') expect(difference).toBeGreaterThan(1e-5);
  await frozen.dispose();
});

describe('an ONNX export', () => {
  it.for(['tinyresnet', 'mobilenetV2', 'squeezenet1_1', ...scaled(['vgg16'] as const, [])] as const)(
    'of %s with its head predicts what we predict on 100 pictures',
    async (name, { skip }) => {
      const { model } = await trained(name);
      const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'model.onnx');
      await exportOnnx(tf.model({ inputs: model.inputs, outputs: softmaxOf(model) }), path, {
        classes: ['a', 'b', 'c'],
      });
      const session = await openOnnxSession(await readFile(path));
      skip(session === undefined, 'onnxruntime-node is not installed');
      const x = photos(100, 32);
      const expected = tf.softmax(forward(model, x));
      const { data } = await session!.run(x.dataSync() as Float32Array, x.shape);
      expect(largestDifference(data, expected.dataSync())).toBeLessThan(1e-4);
      await session!.release();
    },
  );

  it('takes bytes in NCHW and normalises them itself', async ({ skip }) => {
    const ort = await import('onnxruntime-node').catch(() => undefined);
    skip(ort === undefined, 'onnxruntime-node is not installed');
    const { model } = await trained('tinyresnet');
    const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'model.onnx');
    const [mean, std] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    await exportOnnx(model, path, {
      input: 'uint8',
      layout: 'NCHW',
      normalize: { mean, std },
      activation: 'softmax',
    });
    const random = new Random(4);
    const bytes = Uint8Array.from({ length: 2 * 3 * 32 * 32 }, () => random.int(256));
    const session = await ort!.InferenceSession.create(path);
    const { output } = await session.run({ input: new ort!.Tensor('uint8', bytes, [2, 3, 32, 32]) });
    const pixels = tf.transpose(tf.tensor4d(Float32Array.from(bytes), [2, 3, 32, 32]), [0, 2, 3, 1]);
    const expected = tf.softmax(forward(model, tf.div(tf.sub(tf.div(pixels, 255), mean), std)));
    expect(largestDifference(output!.data as Float32Array, expected.dataSync())).toBeLessThan(1e-4);
    await session.release();
  });

  it("of Keras's own layers predicts what Keras predicts", async ({ skip }) => {
    const model = tf.sequential({
      layers: [
        tf.layers.zeroPadding2d({
          inputShape: [17, 15, 3],
          padding: [
            [1, 0],
            [2, 1],
          ],
        }),
        tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
        tf.layers.batchNormalization(),
        tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
        tf.layers.conv2d({ filters: 5, kernelSize: 3 }),
        tf.layers.reLU({ maxValue: 6 }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 6, activation: 'sigmoid' }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'model.onnx');
    await exportOnnx(model, path);
    const session = await openOnnxSession(await readFile(path));
    skip(session === undefined, 'onnxruntime-node is not installed');
    const x = tf.randomNormal([3, 17, 15, 3], 0, 1, 'float32', 1);
    const { data } = await session!.run(x.dataSync() as Float32Array, x.shape);
    expect(largestDifference(data, (model.predict(x) as tf.Tensor).dataSync())).toBeLessThan(1e-5);
    await session!.release();
  });

  it('names a layer that it does not know', async () => {
    const model = tf.sequential({
      layers: [tf.layers.gaussianNoise({ inputShape: [4], stddev: 1, name: 'noise' })],
    });
    await expect(exportOnnx(model, '/nowhere/model.onnx')).rejects.toThrow(UnsupportedLayerError);
    await expect(exportOnnx(model, '/nowhere/model.onnx')).rejects.toThrow(/noise/);
  });
});

function softmaxOf(model: tf.LayersModel): tf.SymbolicTensor {
  return tf.layers.softmax().apply(model.outputs[0]!) as tf.SymbolicTensor;
}
