// What the networks of lessons 7 and 8 reach on MNIST's test digits, with the spread over seeds of first weights and
// order.
import { join } from 'node:path';
import { Random } from '../../dist/core/index.js';
import { loadMnist } from '../../dist/data/index.js';
import { engineReady, tf } from '../../dist/engine/index.js';
import { fitTensors, setLearningRate, toCategorical } from '../../dist/index.js';
import { initializeWeights } from '../../dist/vision/index.js';
import { realData, spreadOf, tableOf } from './spread.mjs';

export const options = {
  denseSeeds: { type: 'string', default: '5' },
  convnetSeeds: { type: 'string', default: '5' },
};

export async function measure({ denseSeeds = '5', convnetSeeds = '5' }) {
  await engineReady();
  const digits = await loadMnist({ folder: join(realData(), 'mnist') });
  const run = (build, batchSize, stages) => (seed) =>
    testAccuracy(digits, build(), { batchSize, seed, stages });
  const figures = [
    {
      what: 'MNIST: 512 dense units, 5 epochs',
      reached: await overSeeds(denseSeeds, run(dense, 128, [[5, 1e-3]])),
      published: 0.9785,
      target: 0.978,
    },
    {
      what: 'MNIST: three convolutions, 2 epochs and 1 at a fifth of the rate',
      reached: await overSeeds(
        convnetSeeds,
        run(convnet, 64, [
          [2, 1e-3],
          [1, 2e-4],
        ]),
      ),
      published: 0.9908,
      target: 0.99,
    },
  ];
  // None of one kind: `--denseSeeds 0`.
  return { figures: figures.filter(({ reached }) => reached.values.length > 0) };
}

export const describe = ({ figures }) => `accuracy on the test digits\n${tableOf(figures)}`;

const dense = () =>
  tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: 512, activation: 'relu', name: 'hidden' }),
      tf.layers.dense({ units: 10, activation: 'softmax', name: 'digits' }),
    ],
  });

const convnet = () => {
  const convolution = (filters, more = {}) =>
    tf.layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...more });
  return tf.sequential({
    layers: [
      convolution(32, { inputShape: [28, 28, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
};

/** @param stages epochs and learning rate, one after the other */
async function testAccuracy(digits, model, { batchSize, seed, stages }) {
  const pictures = (images) => tf.tidy(() => images.expandDims(3).toFloat().div(255));
  const [x, xTest] = [pictures(digits.trainImages), pictures(digits.testImages)];
  const y = toCategorical(digits.trainLabels, 10);
  initializeWeights(model, new Random(seed));
  model.compile({ optimizer: 'rmsprop', loss: 'categoricalCrossentropy' });
  for (const [stage, [epochs, rate]] of stages.entries()) {
    setLearningRate(model, rate);
    await fitTensors(model, x, y, { epochs, batchSize, seed: `${seed}/${stage}`, verbose: 0 });
  }
  const right = tf.tidy(() => {
    const answers = model.predict(xTest, { batchSize: 256 }).argMax(1);
    return answers.equal(digits.testLabels.toInt()).sum().dataSync()[0];
  });
  tf.dispose([x, xTest, y]);
  model.dispose();
  return right / digits.testLabels.shape[0];
}

async function overSeeds(count, run) {
  const values = [];
  for (let seed = 1; seed <= Number(count); seed++) {
    values.push(await run(seed));
    console.log(`seed ${seed}: ${values.at(-1)}`);
  }
  return spreadOf(values);
}
