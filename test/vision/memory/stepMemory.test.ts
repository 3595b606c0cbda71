import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { TrainedModel } from '../../../src/train/loop/trainedModel.js';
import { buildCnn, forward, models, stepMemory } from '../../../src/vision/index.js';
import { withHeldBytes } from '../../engine/heldBytes.js';

beforeAll(() => engineReady());

interface Step {
  readonly model: tf.LayersModel;
  readonly variables: tf.Variable[];
  readonly input: [number, number, number, number];
  readonly lean?: boolean;
}

/** What a step really holds: at the end of its forward pass, beside the photos, and at most. */
function measured({ model, variables, input, lean = false }: Step): { kept: number; most: number } {
  return withHeldBytes((held) => {
    const photos = tf.tidy(() => tf.randomNormal(input, 0, 1, 'float32', 3));
    let kept = 0;
    const lossOf = (): tf.Scalar => {
      const outputs = forward(model, photos, { training: true, lean });
      kept = held().now - photos.size * 4;
      return tf.mean(tf.square(outputs)) as tf.Scalar;
    };
    const { value, grads } = tf.tidy(() => tf.variableGrads(lossOf, variables));
    const { most } = held();
    tf.dispose([value, photos]);
    tf.dispose(grads);
    return { kept, most };
  });
}

const within = (estimated: number, real: number, share: number): void => {
  expect(estimated / real).toBeGreaterThan(1 - share);
  expect(estimated / real).toBeLessThan(1 + share);
};

describe('the estimate of a step, beside what its tensors hold', () => {
  it.each([
    ['tinyresnet', 0, true, false, 2],
    ['tinyresnet', 0, true, false, 5],
    ['tinyresnet', 0, true, true, 4],
    ['resnet18', -1, true, false, 2],
    ['mobilenetV2', 0, true, false, 3],
    ['mobilenetV2', 1, false, false, 3],
    ['mobilenetV2', 0, true, true, 3],
    ['squeezenet1_1', 0, true, false, 3],
  ] as const)(
    '%s, frozen to %i (trainBn %s, lean %s), batch %i',
    async (arch, frozenTo, trainBn, lean, n) => {
      const cnn = await buildCnn(models[arch], { classes: 3, pretrained: false, random: new Random(5) });
      const trained = new TrainedModel(cnn);
      trained.freezeTo(frozenTo, trainBn);
      const variables = trained
        .parameterGroups()
        .flatMap(({ parameters }) => parameters.map(({ variable }) => variable));
      const input: [number, number, number, number] = [n, 96, 96, 3];
      const real = measured({ model: cnn.model, variables, input, lean });
      const before = tf.memory();
      const estimated = stepMemory(cnn.model, input, { lean });
      expect(tf.memory()).toEqual(before);
      within(estimated.kept, real.kept, 0.06);
      within(estimated.tensors, real.most, 0.15);
      expect(estimated.most).toBeGreaterThanOrEqual(estimated.tensors);
      expect(estimated.learning).toBe(variables.reduce((sum, { size }) => sum + size * 4, 0));
      cnn.model.dispose();
    },
  );

  it('knows the layers of Keras', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [40, 40, 3] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
        tf.layers.dropout({ rate: 0.3, seed: 1 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const input: [number, number, number, number] = [6, 40, 40, 3];
    const [real, estimated] = [measured({ model, variables, input }), stepMemory(model, input)];
    within(estimated.kept, real.kept, 0.15);
    within(estimated.tensors, real.most, 0.15);
    model.dispose();
  });

  it('grows with the batch, and is less where less learns or lean', async () => {
    const cnn = await buildCnn(models.resnet18, { classes: 3, pretrained: false, random: new Random(5) });
    const trained = new TrainedModel(cnn);
    const bytes = (n: number, lean = false): number => stepMemory(cnn.model, [n, 64, 64, 3], { lean }).most;
    expect(bytes(9)).toBeGreaterThan(bytes(8));
    expect(bytes(64, true)).toBeLessThan(bytes(64));
    const whole = bytes(64);
    trained.freezeTo(-1, false);
    expect(bytes(64)).toBeLessThan(0.5 * whole);
    cnn.model.dispose();
  });
});
