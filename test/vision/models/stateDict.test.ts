import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import {
  buildCnn,
  loadStateDict,
  models,
  readSafetensors,
  stateDict,
  WeightsMismatchError,
  writeSafetensors,
} from '../../../src/vision/index.js';

beforeAll(() => engineReady());

const build = (seed: number, classes = 3) =>
  models.tinyresnet({ pretrained: false, classes, inputSize: 32, random: new Random(seed) });

it('goes through a file bit for bit', async () => {
  const [first, second] = [await build(1), await build(2)];
  const x = tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1);
  const expected = (first.predict(x) as tf.Tensor).dataSync();
  expect((second.predict(x) as tf.Tensor).dataSync()).not.toEqual(expected);
  const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'net.safetensors');
  await writeSafetensors(path, await stateDict(first), { arch: 'tinyresnet' });
  const { tensors } = await readSafetensors(path);
  expect(tensors.get('layer1.conv1.weight')?.shape).toEqual([32, 24, 3, 3]);
  expect(tensors.get('fc.weight')?.shape).toEqual([3, 192]);
  loadStateDict(second, tensors);
  expect((second.predict(x) as tf.Tensor).dataSync()).toEqual(expected);
});

it('draws the same weights from the same seed', async () => {
  const [a, b] = [await stateDict(await build(1)), await stateDict(await build(1))];
  for (const [key, { data }] of a) expect(b.get(key)?.data, key).toEqual(data);
  const kernel = a.get('layer4.conv2.weight')?.data as Float32Array;
  const deviation = Math.sqrt(kernel.reduce((sum, v) => sum + v * v, 0) / kernel.length);
  expect(deviation / Math.sqrt(2 / (9 * 192))).toBeCloseTo(1, 2);
});

it('changes nothing and names keys and shapes when the file is of another network', async () => {
  const model = await build(1);
  const other = await stateDict(await models.squeezenet1_1({ pretrained: false, classes: 3 }));
  const before = (await stateDict(model)).get('conv1.weight')?.data;
  expect(() => loadStateDict(model, other, { source: 'squeezenet.safetensors' })).toThrow(
    /squeezenet\.safetensors do not fit.*lacks conv1\.weight.*model has no features\.0\.weight/s,
  );
  const fiveClasses = await stateDict(await build(2, 5));
  const error = (() => {
    try {
      loadStateDict(model, fiveClasses);
      return undefined;
    } catch (each) {
      return each;
    }
  })() as WeightsMismatchError;
  expect(error).toBeInstanceOf(WeightsMismatchError);
  expect(error.mismatch.shapes).toEqual([
    { key: 'fc.weight', expected: [3, 192], found: [5, 192] },
    { key: 'fc.bias', expected: [3], found: [5] },
  ]);
  expect(error.message).toContain('fc.weight is [5, 192], not [3, 192]');
  expect((await stateDict(model)).get('conv1.weight')?.data).toEqual(before);
});

it("takes timm's names where they differ from torchvision's", async () => {
  const rename = models.mobilenetV2.spec.rename!;
  expect(rename('conv_stem.weight')).toBe('features.0.0.weight');
  expect(rename('blocks.0.0.conv_pw.weight')).toBe('features.1.conv.1.weight');
  expect(rename('blocks.2.1.bn2.running_var')).toBe('features.5.conv.1.1.running_var');
  expect(rename('blocks.6.0.conv_pwl.weight')).toBe('features.17.conv.2.weight');
  expect(rename('features.17.conv.2.weight')).toBe('features.17.conv.2.weight');
  expect(rename('classifier.bias')).toBe('classifier.1.bias');
  expect(rename('classifier.1.bias')).toBe('classifier.1.bias');
  expect(models.vgg16.spec.rename!('pre_logits.fc2.bias')).toBe('classifier.3.bias');
});

it('puts a head on any Keras model, whose weights stay', async () => {
  const keras = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [16, 16, 3],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        name: 'conv',
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ units: 10, name: 'old_head' }),
    ],
  });
  const before = keras.getLayer('conv').getWeights()[0]!.dataSync();
  const cnn = await buildCnn(keras, { classes: 2 });
  expect(cnn.layerGroups.length).toBe(2);
  expect(cnn.layerGroups[0]!.map(({ name }) => name)).toEqual(['conv', 'norm']);
  expect(cnn.model.outputs[0]!.shape).toEqual([null, 2]);
  expect(cnn.body.getLayer('conv').getWeights()[0]!.dataSync()).toEqual(before);
  const keys = [...(await stateDict(cnn.model)).keys()];
  expect(keys).toContain('norm.running_var');
});
