import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { createCnn } from '../../../src/train/index.js';
import {
  buildCnn,
  compileFrozenBody,
  exportOnnx,
  forward,
  InferenceModel,
  imagenetStats,
  loadStateDict,
  modelSummary,
  models,
  openOnnxSession,
  readSafetensors,
  stateDict,
  weightsOnDisk,
} from '../../../src/vision/index.js';
import { inProcess } from '../../engine/withBackend.js';
import { photoBunch, photoFolder } from '../../train/fixtures/photoFolder.js';

beforeAll(() => engineReady());

const path = weightsOnDisk(models.efficientnetLite0.spec);
const absent = path === undefined ? '`tsvision setup` has not brought the weights' : '';

// What timmLite0.py prints, in double precision: every 25th logit and every 40th feature.
const references = [
  {
    size: [224, 224],
    top: [506, 417, 701, 616, 557],
    logits: [
      1.25084, 0.73385, 0.28333, -0.23802, -0.72733, 1.04671, -0.38192, -0.52029, -0.05898, -1.1016, -0.37108,
      -0.94594, 1.00591, -0.08647, -0.18019, -2.901, -0.5967, 0.02714, 0.58751, -1.25898, -1.64761, -1.59326,
      -2.89342, -1.18749, 1.13892, -1.09541, 1.9975, -0.67806, 1.37439, -0.34569, -0.13797, -0.53929, 1.29422,
      1.60833, -0.77967, -2.17065, 1.36727, 0.28743, -0.34656, -0.06787,
    ],
    features: [
      0.0, 0.0, 0.0, 0.01023, 0.0, 0.0, 0.20776, 0.0, 0.0, 0.21958, 0.37973, 0.43502, 0.44483, 0.0, 0.32043,
      0.08804, 0.0, 0.0, 0.07242, 0.90309, 0.51115, 0.13128, 0.0, 0.35227, 0.0, 0.0, 0.02151, 0.0, 0.0, 0.0,
      0.0, 0.0,
    ],
  },
  {
    size: [97, 130],
    top: [701, 417, 616, 641, 117],
    logits: [
      1.11965, -0.77609, 1.03581, -1.63263, -0.87903, 1.23568, 0.45585, 1.93336, -0.25659, -0.75279, -0.00874,
      -0.62364, 0.65425, -0.74275, 0.73586, -0.68277, 0.54677, 0.44263, -0.54239, -0.63672, -2.51971,
      -3.49087, -3.11735, -0.8581, -0.49494, -0.91385, -0.18135, -0.15693, 0.7313, -0.80455, 1.58595,
      -1.07669, 3.32052, 1.31729, -0.5337, -1.90835, -0.47133, 1.28028, 0.5664, -0.76831,
    ],
    features: [
      0.0, 0.01793, 0.0, 0.13021, 0.12755, 0.0, 0.0, 0.0, 0.0, 1.51463, 0.11251, 1.90417, 0.0, 0.0, 1.38112,
      0.0, 0.0, 0.0, 0.47351, 0.09131, 0.13497, 0.52514, 0.0, 0.49661, 0.0, 0.04203, 1.37355, 0.0, 0.0, 0.0,
      0.0, 0.0,
    ],
  },
] as const;

/** A photo by formula, normalised as data are: `[1, h, w, 3]`. */
function photo(height: number, width: number): tf.Tensor4D {
  const values = new Float32Array(height * width * 3);
  const { mean, std } = imagenetStats;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const squares = ((Math.floor(x / 32) + Math.floor(y / 32)) % 2) * 90;
      const blue = 2 * x - y + squares;
      const pixel = [3 * x + 5 * y, Math.floor((x * y) / 16) + 40, ((blue % 256) + 256) % 256];
      for (const [c, value] of pixel.entries())
        values[i++] = ((value % 256) / 255 - (mean[c] as number)) / (std[c] as number);
    }
  return tf.tensor4d(values, [1, height, width, 3]);
}

const every = (values: ArrayLike<number>, step: number): number[] =>
  Array.from(values).filter((_, i) => i % step === 0);

function expectClose(actual: readonly number[], expected: readonly number[], within: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((actual[i] as number) - value), `number ${i}`).toBeLessThan(within);
}

describe('EfficientNet-Lite0', () => {
  it('has as many parameters as timm’s', async () => {
    const model = await models.efficientnetLite0({ pretrained: false });
    expect(modelSummary(model).totalParameters).toBe(4_652_008);
    model.dispose();
  });

  it.for(references)('gives timm’s logits for a photo of $size', async ({ size, top, logits }, { skip }) => {
    skip(path === undefined, absent);
    const [height, width] = size;
    const model = await models.efficientnetLite0({ inputSize: [height, width] });
    const actual = tf.tidy(() => forward(model, photo(height, width)).dataSync());
    expectClose(every(actual, 25), logits, 1e-3);
    const order = Array.from(actual.keys()).sort((a, b) => (actual[b] as number) - (actual[a] as number));
    expect(order.slice(0, 5)).toEqual(top);
    model.dispose();
  });

  it.for(['tfjs', 'onnxruntime'] as const)(
    'gives timm’s features compiled for %s',
    async (engine, { skip }) => {
      skip(path === undefined, absent);
      const { body, model } = await buildCnn(models.efficientnetLite0, { classes: 2 });
      const frozen = await compileFrozenBody(body, { engine });
      for (const { size, features } of references) {
        const map = (await frozen.features(photo(...(size as [number, number])))) as tf.Tensor4D;
        expectClose(every(tf.mean(map, [1, 2]).dataSync(), 40), features, 1e-3);
      }
      await frozen.dispose();
      model.dispose();
    },
  );

  it('gives on WASM what it gives on the engine here, and learns as a whole there', ({ skip }) => {
    skip(path === undefined, absent);
    const { result, stderr } = inProcess(
      `const { buildCnn, models, forward } = await import(${JSON.stringify(new URL('../../../dist/vision/index.js', import.meta.url).href)});
      await engine.engineReady();
      const { model, body } = await buildCnn(models.efficientnetLite0, { classes: 2, inputSize: 64 });
      const x = tf.tidy(() => tf.sin(tf.range(0, 2 * 64 * 64 * 3).reshape([2, 64, 64, 3])));
      const features = [...forward(body, x).mean([1, 2]).dataSync()];
      const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(forward(model, x, { training: true }))));
      const sizes = Object.values(grads).map((g) => tf.max(tf.abs(g)).dataSync()[0]);
      return { backend: tf.getBackend(), features, loss: value.dataSync()[0], least: Math.min(...sizes), most: Math.max(...sizes) };`,
      { TSVISION_BACKEND: 'wasm', TSVISION_WEIGHTS: '' },
    );
    expect(result, stderr).toMatchObject({ backend: 'wasm' });
    const { features, loss, most } = result as { features: number[]; loss: number; most: number };
    expect(Number.isFinite(loss) && Number.isFinite(most)).toBe(true);
    expect(most).toBeGreaterThan(0);
    return buildCnn(models.efficientnetLite0, { classes: 2, inputSize: 64 }).then(({ body }) => {
      const x = tf.sin(tf.range(0, 2 * 64 * 64 * 3).reshape([2, 64, 64, 3]));
      expectClose(features, Array.from(tf.mean(forward(body, x), [1, 2]).dataSync()), 2e-3);
    });
  });

  it('is written by the set-up under timm’s names, batch counters too', async ({ skip }) => {
    skip(path === undefined, absent);
    const { tensors } = await readSafetensors(await readFile(path as string));
    expect(tensors.size).toBe(296);
    expect(tensors.get('bn1.num_batches_tracked')).toMatchObject({ dtype: 'I64', shape: [] });
    expect(tensors.get('blocks.5.3.conv_pwl.weight')?.shape).toEqual([192, 1152, 1, 1]);
  });

  it('learns as a whole, and predicts the same once exported', async () => {
    const data = await photoBunch(await photoFolder(6));
    const path = await mkdtemp(join(tmpdir(), 'tsvision-lite0-'));
    const learn = await createCnn(data, models.efficientnetLite0, { pretrained: false, linFtrs: [4], path });
    learn.unfreeze();
    const before = (await stateDict(learn.model)).get('conv_stem.weight')?.data as Float32Array;
    await learn.fit(1, 1e-3, { table: false });
    const after = (await stateDict(learn.model)).get('conv_stem.weight')?.data as Float32Array;
    expect(after).not.toEqual(before);
    expect(after.every(Number.isFinite)).toBe(true);
    const xs = await data.preprocessor.prepare(
      data.trainDs.items.slice(0, 3).map(({ path: photo }) => photo),
    );
    const expected = tf.tidy(() => Array.from(forward(learn.model, xs).dataSync()));
    const { model } = await InferenceModel.load(await learn.export('lite0.safetensors'));
    expectClose(
      tf.tidy(() => Array.from(forward(model, xs).dataSync())),
      expected,
      1e-5,
    );
    await exportOnnx(learn.model, join(path, 'lite0.onnx'));
    const session = await openOnnxSession(await readFile(join(path, 'lite0.onnx')));
    if (session) {
      const { data: scores } = await session.run(xs.dataSync() as Float32Array, xs.shape);
      expectClose(Array.from(scores), expected, 1e-3);
      await session.release();
    }
    // As a Keras topology, for what createCnn did not build: the layers come back from their configurations.
    const again = await tf.models.modelFromJSON(learn.model.toJSON(undefined, false) as never);
    loadStateDict(again, await stateDict(learn.model));
    expectClose(
      tf.tidy(() => Array.from(forward(again, xs).dataSync())),
      expected,
      1e-5,
    );
  });

  it('starts learning again group by group', async () => {
    const { layerGroups, model } = await buildCnn(models.efficientnetLite0, {
      classes: 2,
      pretrained: false,
      random: new Random(1),
    });
    expect(layerGroups.map(([first]) => first?.name)).toEqual(['rescale', 'blocks.3.0.conv_pw', 'head.0.mp']);
    model.dispose();
  });
});
