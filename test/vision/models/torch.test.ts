import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import {
  forward,
  keyedWeights,
  models,
  readSafetensors,
  stateDict,
  type TensorData,
  writeSafetensors,
} from '../../../src/vision/index.js';
import { toTorch } from '../../../src/vision/weights/modelWeights.js';

beforeAll(() => engineReady());

const python = process.env.TSVISION_TORCH_PYTHON;

/** Largest difference relative to the largest number. */
function difference(actual: ArrayLike<number>, expected: TensorData): number {
  expect(actual.length).toBe(expected.length);
  let [most, scale] = [0, 1e-12];
  for (let i = 0; i < actual.length; i++) {
    most = Math.max(most, Math.abs((actual[i] as number) - Number(expected[i])));
    scale = Math.max(scale, Math.abs(Number(expected[i])));
  }
  return most / scale;
}

it('infers, learns and keeps statistics as PyTorch does', async ({ skip }) => {
  skip(python === undefined, 'TSVISION_TORCH_PYTHON names no Python with torch and safetensors');
  const model = await models.tinyresnet({ pretrained: false, classes: 5, inputSize: [50, 44] });
  const random = new Random(1);
  const x = Float32Array.from({ length: 6 * 3 * 50 * 44 }, () => random.normal());
  const labels = [0, 4, 2, 2, 1, 3];
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-'));
  const [weights, input, output] = ['weights', 'input', 'output'].map((name) =>
    join(folder, `${name}.safetensors`),
  );
  await writeSafetensors(weights!, await stateDict(model));
  await writeSafetensors(
    input!,
    new Map([
      ['x', { shape: [6, 3, 50, 44], data: x }],
      ['y', { shape: [6], data: BigInt64Array.from(labels.map(BigInt)) }],
    ]),
  );
  execFileSync(python!, [join(import.meta.dirname, 'torchOracle.py'), weights!, input!, output!]);
  const { tensors } = await readSafetensors(output!);
  const expected = (name: string): TensorData => tensors.get(name)!.data;

  const batch = tf.transpose(tf.tensor4d(x, [6, 3, 50, 44]), [0, 2, 3, 1]);
  expect(difference(forward(model, batch).dataSync(), expected('logits'))).toBeLessThan(1e-4);
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), 5);
  const { value, grads } = tf.variableGrads(() => {
    const scores = tf.logSoftmax(forward(model, batch, { training: true }));
    return tf.neg(tf.mean(tf.sum(tf.mul(scores, targets), 1))) as tf.Scalar;
  });
  expect(difference(value.dataSync(), expected('loss'))).toBeLessThan(1e-5);
  for (const { key, variable, layout } of keyedWeights(model)) {
    const statistic = key.includes('running');
    const ours = statistic ? variable.read() : grads[(variable.read() as tf.Variable).name]!;
    const theirs = expected(statistic ? `after/${key}` : `gradient/${key}`);
    expect(difference(toTorch(ours, layout).dataSync(), theirs), key).toBeLessThan(1e-3);
  }
});
