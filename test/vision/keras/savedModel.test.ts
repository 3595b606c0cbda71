import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { loadModel, models, saveModel, writeSafetensors } from '../../../src/vision/index.js';

await engineReady();
const folder = mkdtempSync(join(tmpdir(), 'tsvision-model-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function convnet(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, activation: 'relu' }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  return model;
}

const numbers = (model: tf.LayersModel, x: tf.Tensor): number[] => [
  ...(model.predict(x) as tf.Tensor).dataSync(),
];

describe.each(['safetensors', 'json'])('a Keras model as .%s', (ending) => {
  it('comes back bit for bit, layers, weights and compilation', async () => {
    const model = convnet();
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const x = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 7);
    const path = await saveModel(model, at(`convnet.${ending}`));
    const again = await loadModel(path);
    expect(numbers(again, x)).toEqual(numbers(model, x));
    expect(again.layers.map((layer) => layer.getClassName())).toEqual(
      model.layers.map((layer) => layer.getClassName()),
    );
    expect([again.loss, again.metrics]).toEqual(['categoricalCrossentropy', ['accuracy']]);
    expect(again.countParams()).toBe(model.countParams());
  });

  it('goes on training where it stood', async () => {
    const [x, y] = [
      tf.randomNormal([16, 4], 0, 1, 'float32', 3),
      tf.randomUniform([16, 1], 0, 1, 'float32', 4),
    ];
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'meanSquaredError' });
    for (let i = 0; i < 5; i++) await model.trainOnBatch(x, y);
    const again = await loadModel(await saveModel(model, at(`going.${ending}`)));
    const plain = await loadModel(await saveModel(model, at(`plain.${ending}`), { includeOptimizer: false }));
    expect(plain.optimizer).toBeUndefined();
    plain.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'meanSquaredError' });
    for (const each of [model, again, plain]) await each.trainOnBatch(x, y);
    expect(numbers(again, x)).toEqual(numbers(model, x));
    expect(numbers(plain, x)).not.toEqual(numbers(model, x)); // its momentum began anew
  });
});

describe('saveModel and loadModel', () => {
  it('keep our own layers', async () => {
    const model = await models.tinyresnet({ pretrained: false });
    const x = tf.randomUniform([1, 224, 224, 3], 0, 1, 'float32', 5);
    const again = await loadModel(await saveModel(model, at('tiny.safetensors')));
    expect(numbers(again, x)).toEqual(numbers(model, x));
  });

  it('leave a compilation with a function of the user aside', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({
      optimizer: 'sgd',
      loss: (y: tf.Tensor, p: tf.Tensor) => tf.losses.meanSquaredError(y, p),
    });
    const again = await loadModel(await saveModel(model, at('mine.safetensors')));
    expect(again.optimizer).toBeUndefined();
    expect(numbers(again, tf.ones([1, 2]))).toEqual(numbers(model, tf.ones([1, 2])));
  });

  it('say what is wrong with a path or a file', async () => {
    const model = convnet();
    await expect(saveModel(model, at('x.h5'))).rejects.toThrow(/\.safetensors or ….json[\s\S]*HDF5/);
    await expect(saveModel(model, at('x'))).rejects.toThrow(/model\.safetensors/);
    await expect(saveModel({} as never, at('x.json'))).rejects.toThrow(/Keras model[\s\S]*learn\.export/);
    await expect(loadModel(at('nowhere.safetensors'))).rejects.toThrow(/There is no file/);
    await expect(loadModel(at('nowhere.json'))).rejects.toThrow(/There is no file/);
    await writeSafetensors(at('weights.safetensors'), new Map());
    await expect(loadModel(at('weights.safetensors'))).rejects.toThrow(/no layers[\s\S]*loadStateDict/);
    writeFileSync(at('odd.json'), '{"a": 1}');
    await expect(loadModel(at('odd.json'))).rejects.toThrow(/no Keras model: it describes no layers/);
    writeFileSync(at('broken.json'), '{"a": ');
    await expect(loadModel(at('broken.json'))).rejects.toThrow(/no JSON/);
    const path = await saveModel(model, at('torn.json'));
    const bin = readdirSync(folder).find((name) => /^torn\..*\.bin$/.test(name))!;
    writeFileSync(at(bin), readFileSync(at(bin)).subarray(0, 40));
    await expect(loadModel(path)).rejects.toThrow(/do not make a model/);
  });
});
