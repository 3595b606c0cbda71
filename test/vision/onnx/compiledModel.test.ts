import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { buildCnn, CompiledModel, forward, initializeWeights, models } from '../../../src/vision/index.js';

beforeAll(() => engineReady());

const photos = (): tf.Tensor4D => tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], -1, 1, 'float32', 7);

async function network(): Promise<tf.LayersModel> {
  return (await buildCnn(models.tinyresnet, { classes: 3, pretrained: false, random: new Random(3) })).model;
}

async function difference(compiled: CompiledModel, model: tf.LayersModel, xs: tf.Tensor): Promise<number> {
  const outputs = await compiled.outputs(xs);
  return tf.tidy(() => tf.max(tf.abs(tf.sub(outputs, forward(model, xs)))).dataSync()[0] as number);
}

describe('CompiledModel', () => {
  it('gives what the model gives in inference, and the same again', async () => {
    const [model, xs] = [await network(), photos()];
    const compiled = new CompiledModel(model);
    expect(await difference(compiled, model, xs)).toBeLessThan(1e-4);
    const [first, second] = await Promise.all([compiled.outputs(xs), compiled.outputs(xs)]);
    expect([...first.dataSync()]).toEqual([...second.dataSync()]);
  });

  it('follows weights that are assigned', async () => {
    const [model, xs] = [await network(), photos()];
    const compiled = new CompiledModel(model);
    const before = [...(await compiled.outputs(xs)).dataSync()];
    initializeWeights(model, new Random(9));
    const after = [...(await compiled.outputs(xs)).dataSync()];
    expect(after).not.toEqual(before);
    expect(await difference(compiled, model, xs)).toBeLessThan(1e-4);
  });

  it('leaves a layer that ONNX does not know to the engine', async () => {
    const model = tf.sequential({ layers: [tf.layers.leakyReLU({ inputShape: [4, 4, 3] })] });
    const compiled = new CompiledModel(model);
    expect(await difference(compiled, model, tf.randomNormal([1, 4, 4, 3]))).toBe(0);
  });

  it('keeps no tensor', async () => {
    const [model, xs] = [await network(), photos()];
    const compiled = new CompiledModel(model);
    (await compiled.outputs(xs)).dispose();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) (await compiled.outputs(xs)).dispose();
    await compiled.release();
    expect(tf.memory().numTensors).toBe(before);
  });
});
