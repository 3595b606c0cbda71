import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { InvalidArgumentError, Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import {
  forward,
  modelSummary,
  models,
  stateDict,
  VGG16,
  writeSafetensors,
} from '../../../src/vision/index.js';
import { layoutVgg16 } from '../../../src/vision/models/kerasVgg16.js';

beforeAll(() => engineReady());

it("has Keras's numbers of parameters and layer names", () => {
  const whole = layoutVgg16(true);
  expect(modelSummary(whole).totalParameters).toBe(138_357_544);
  expect(String(modelSummary(whole))).toContain('Total params: 138,357,544');
  expect(whole.layers.map(({ name }) => name).slice(-5)).toEqual([
    'block5_pool',
    'flatten',
    'fc1',
    'fc2',
    'predictions',
  ]);
  whole.dispose();
  const base = layoutVgg16(false, [150, 150, 3]);
  expect(modelSummary(base).totalParameters).toBe(14_714_688);
  expect(base.outputs[0]!.shape).toEqual([null, 4, 4, 512]);
  expect(base.trainableWeights.length).toBe(26);
  base.layers.find(({ name }) => name === 'block5_conv1')!.trainable = false;
  expect(modelSummary(base).nonTrainableParameters).toBe(512 * 512 * 9 + 512);
  base.dispose();
});

it('computes with torchvision-named weights what vgg16 computes', async () => {
  const torch = await models
    .vgg16({ pretrained: false, inputSize: 32, classes: 1, random: new Random(1) })
    .catch(() => undefined);
  expect(torch).toBeDefined();
  const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'vgg16.safetensors');
  const body = [...(await stateDict(torch!))].filter(([key]) => key.startsWith('features'));
  await writeSafetensors(path, new Map(body));
  const keras = await VGG16({ weights: path, includeTop: false, inputShape: [32, 32, 3] });
  const x = tf.randomNormal([1, 32, 32, 3], 0, 1, 'float32', 1);
  const features = tf.model({ inputs: torch!.inputs, outputs: torch!.getLayer('features.30').output });
  expect(forward(keras, x).dataSync()).toEqual(forward(features, x).dataSync());
});

it('refuses another number of classes with pretrained weights', async () => {
  await expect(VGG16({ classes: 2 })).rejects.toThrow(InvalidArgumentError);
});

it('counts what learns when a base inside a model is frozen, in whole or up to a layer', async () => {
  const base = await VGG16({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
  const model = tf.sequential({
    layers: [base, tf.layers.flatten(), tf.layers.dense({ units: 1, activation: 'sigmoid' })],
  });
  const counts = (): number[] => [model.trainableWeights.length, modelSummary(model).trainableParameters];
  expect(counts()).toEqual([28, 14_714_688 + 513]);
  base.trainable = false;
  expect(counts()).toEqual([2, 513]);
  base.trainable = true;
  for (const layer of base.layers) layer.trainable = layer.name.startsWith('block5');
  expect(counts()).toEqual([8, 3 * (3 * 3 * 512 * 512 + 512) + 513]);
});
