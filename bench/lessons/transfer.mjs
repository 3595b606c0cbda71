// What transfer learning reaches in the lessons, with its spread: photos go through the frozen network once, then a
// linear layer learns on what it gives, from several seeds (of first weights and order) or splits.
import { join } from 'node:path';
import { Random } from '../../dist/core/index.js';
import { tf } from '../../dist/engine/index.js';
import { fitTensors, toCategorical } from '../../dist/index.js';
import {
  compileFrozenBody,
  getTransforms,
  ImageDataBunch,
  imagenetStats,
  initializeWeights,
  models,
  pretrainedOnDisk,
} from '../../dist/vision/index.js';
import { realData, spreadOf, tableOf } from './spread.mjs';

export const options = {
  // A name in `models`.
  arch: { type: 'string' },
  size: { type: 'string', default: '224' },
  seeds: { type: 'string', default: '5' },
  splits: { type: 'string', default: '10' },
  // The network computes in bfloat16.
  bfloat16: { type: 'boolean', default: false },
};

export async function measure({ arch, size = '224', seeds = '5', splits = '10', bfloat16 = false }) {
  const architecture = arch ? models[arch] : pretrainedOnDisk(models.efficientnetLite0, models.mobilenetV2);
  const precision = bfloat16 ? 'bfloat16' : 'float32';
  const frozen = await frozenNetwork(architecture, Number(size), precision);
  const pets = await photosOf(frozen, 'catdog', { size: Number(size), train: 'train', valid: 'valid' });
  const bears = await photosOf(frozen, 'bears', { size: Number(size), validPct: 0.2 });
  const figures = [
    {
      what: 'cats and dogs: a linear layer on features',
      reached: await overSeeds(seeds, (seed) => linearLayer(pets, 'features', seed)),
      published: 0.9907,
      target: 0.98,
    },
    {
      what: 'cats and dogs: 2,002 parameters on 1,000 probabilities',
      reached: await overSeeds(seeds, (seed) => linearLayer(pets, 'probabilities', seed)),
      published: 0.975,
      target: 0.97,
    },
    {
      what: 'bears: a linear layer on features, random splits',
      reached: await overSeeds(splits, (seed) => linearLayer(splitAnew(bears, seed), 'features', seed)),
      published: 0.979,
      target: 0.94,
    },
  ];
  await frozen.dispose();
  return {
    network: architecture.spec.name,
    size: Number(size),
    precision,
    photos: { pets: counts(pets), bears: counts(bears) },
    figures,
  };
}

export function describe({ network, size, precision, photos, figures }) {
  return `${network} at ${size} px, ${precision}, accuracy; photos ${JSON.stringify(photos)}\n${tableOf(figures)}`;
}

/** A network up to its pooled features, and its classifier apart: one pass gives both. */
async function frozenNetwork(architecture, size, precision) {
  const network = await architecture({ inputSize: size });
  const classifier = network.layers.at(-1);
  const pooled = network.layers.find((layer) => layer.getClassName() === 'GlobalAveragePooling2D');
  const body = await compileFrozenBody(tf.model({ inputs: network.inputs, outputs: pooled.output }), {
    precision,
  });
  return {
    async of(xs) {
      const features = await body.features(xs);
      const probabilities = tf.tidy(() => tf.softmax(classifier.apply(features)));
      const rows = { features: await features.array(), probabilities: await probabilities.array() };
      tf.dispose([features, probabilities]);
      return rows;
    },
    dispose: () => body.dispose(),
  };
}

async function photosOf(frozen, set, options) {
  const data = await ImageDataBunch.fromFolder(join(realData(), set), {
    ...options,
    bs: 32,
    dsTfms: getTransforms(),
  });
  data.normalize(imagenetStats);
  const [train, valid] = [await rowsOf(frozen, data.fixDl), await rowsOf(frozen, data.validDl)];
  return { classes: data.c, train, valid };
}

async function rowsOf(frozen, loader) {
  const rows = { features: [], probabilities: [], labels: [] };
  for await (const { xs, ys } of loader.batches()) {
    const { features, probabilities } = await frozen.of(xs);
    rows.features.push(...features);
    rows.probabilities.push(...probabilities);
    rows.labels.push(...(await ys.data()));
    tf.dispose([xs, ys]);
  }
  return rows;
}

/** The same photos parted by another chance, a fifth to validate on. */
function splitAnew({ classes, train, valid }, seed) {
  const count = train.labels.length + valid.labels.length;
  const order = new Random(`split ${seed}`).permutation(count);
  const held = Math.round(count / 5);
  const pick = (part) => (which) => {
    const all = [...train[part], ...valid[part]];
    return which.map((i) => all[i]);
  };
  const rows = (which) =>
    Object.fromEntries(['features', 'probabilities', 'labels'].map((part) => [part, pick(part)(which)]));
  return { classes, train: rows(order.slice(held)), valid: rows(order.slice(0, held)) };
}

/** Accuracy on the validation photos of one linear layer, as lesson 5 trains it. */
async function linearLayer({ classes, train, valid }, input, seed) {
  const [x, xValid] = [tf.tensor2d(train[input]), tf.tensor2d(valid[input])];
  const y = toCategorical(train.labels, classes);
  const layer = tf.layers.dense({ units: classes, activation: 'softmax', inputShape: [x.shape[1]] });
  const model = tf.sequential({ layers: [layer] });
  initializeWeights(model, new Random(`linear ${seed}`));
  const [rate, epochs] = input === 'probabilities' ? [0.1, 3] : [1e-3, 10];
  const optimizer = input === 'probabilities' ? tf.train.rmsprop(rate) : tf.train.adam(rate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await fitTensors(model, x, y, { epochs, batchSize: input === 'probabilities' ? 4 : 16, seed });
  const answers = tf.tidy(() =>
    tf
      .argMax(/** @type {import('../../dist/engine/index.js').tf.Tensor} */ (model.predict(xValid)), 1)
      .dataSync(),
  );
  const right = valid.labels.filter((label, i) => label === answers[i]).length;
  tf.dispose([x, xValid, y]);
  model.dispose();
  return right / valid.labels.length;
}

async function overSeeds(count, run) {
  const values = [];
  for (let seed = 1; seed <= Number(count); seed++) values.push(await run(seed));
  return spreadOf(values);
}

const counts = ({ train, valid }) => [train.labels.length, valid.labels.length];
