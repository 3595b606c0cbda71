// Pretrains models.tinyresnet on pictures that this script draws, and writes the weights that the package ships:
//
//   npm run build && node scripts/pretrainTinyresnet.mjs [--pictures 10000] [--epochs 7] [--out FILE]
//
// Same arguments, same engine, same number of threads: same weights. On two cores it takes some ten minutes.
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Random } from '../dist/core/index.js';
import { applyAdamW, engineReady, tf } from '../dist/engine/index.js';
import { forward, models, stateDict, writeSafetensors } from '../dist/vision/index.js';
import { describe, factors, kindCount, outputCount } from './pretrain/drawPicture.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '7' },
    out: { type: 'string', default: resolve(folder, '../weights/tinyresnet.safetensors') },
  },
});
const [pictures, epochs, seed] = [Number(values.pictures), Number(values.epochs), 2026];
const [drawn, crop, batchSize, maxLr] = [88, 80, 32, 4e-3];

const engine = await engineReady();
console.log(`engine ${engine.backend}, ${pictures} pictures of ${kindCount} kinds`);
const train = await drawSet(pictures, 'train');
const held = await drawSet(960, 'held out');
console.log(`drawn in ${Math.round(performance.now() / 1000)} s`);

const model = await models.tinyresnet({
  pretrained: false,
  inputSize: crop,
  classes: outputCount,
  random: new Random(seed),
});
const params = model.trainableWeights.map((weight) => /** @type {tf.Variable} */ (weight.read()));
const [means, squares] = [0, 1].map(() => params.map(({ shape }) => tf.variable(tf.zeros(shape))));
const steps = Math.floor(pictures / batchSize) * epochs;
let step = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  const random = new Random(`${seed}/${epoch}`);
  const order = random.permutation(pictures);
  let [total, batches] = [0, 0];
  for (let at = 0; at + batchSize <= pictures; at += batchSize) {
    const loss = trainStep(order.slice(at, at + batchSize), random, oneCycle(step++ / steps));
    total += (await loss.data())[0];
    batches++;
    loss.dispose();
  }
  const seconds = Math.round(performance.now() / 1000);
  console.log(`epoch ${epoch}: loss ${(total / batches).toFixed(3)}, ${seconds} s`);
}
const heldOut = JSON.stringify(accuracy());
console.log(`held-out accuracy ${heldOut}`);
const note = {
  arch: 'tinyresnet',
  trainedOn: `${pictures} drawn pictures, ${epochs} epochs`,
  heldOut,
  input: 'RGB/255, ImageNet mean/std',
};
await writeSafetensors(values.out, await stateDict(model), note, { floats: 'F16' });

/** Draws a set on all cores; picture i is of class i modulo the number of classes. */
async function drawSet(count, name) {
  const shared = new SharedArrayBuffer(count * drawn * drawn * 3);
  const workers = availableParallelism();
  const one = (first) =>
    new Promise((done, fail) => {
      const workerData = { shared, count, size: drawn, seed: `${seed}/${name}`, first, step: workers };
      new Worker(resolve(folder, 'pretrain/drawWorker.mjs'), { workerData })
        .on('message', done)
        .on('error', fail);
    });
  await Promise.all(Array.from({ length: workers }, (_, i) => one(i)));
  return new Uint8Array(shared);
}

function trainStep(items, random, lr) {
  const [top, left] = [random.int(drawn - crop + 1), random.int(drawn - crop + 1)];
  return tf.tidy(() => {
    const x = batchOf(train, items, top, left, random.chance(0.5));
    const { value, grads } = tf.variableGrads(
      () => /** @type {tf.Scalar} */ (lossOf(forward(model, x, { training: true }), items)),
      params,
    );
    const all = params.map(({ name }) => grads[name]);
    applyAdamW(
      { params, grads: all, means, squares },
      { lr, beta1: 0.9, beta2: 0.99, eps: 1e-6, wd: 0.02, step },
    );
    return value;
  });
}

/** Mean cross-entropy of the factors. */
function lossOf(logits, items) {
  const described = items.map(describe);
  const losses = split(logits).map((scores, f) => {
    const wanted = tf.oneHot(
      tf.tensor1d(
        described.map((each) => each[f]),
        'int32',
      ),
      scores.shape[1],
    );
    return tf.sum(tf.mul(tf.logSoftmax(scores), wanted));
  });
  return tf.div(tf.addN(losses), -losses.length * items.length);
}

/** The outputs of each factor. */
function split(logits) {
  return tf.split(
    logits,
    Object.values(factors).map((names) => names.length),
    1,
  );
}

/** Share of the held-out pictures whose outline, surface, … is named rightly. */
function accuracy() {
  const count = held.length / (drawn * drawn * 3);
  const right = Object.fromEntries(Object.keys(factors).map((name) => [name, 0]));
  for (let at = 0; at < count; at += 120) {
    const items = Array.from({ length: Math.min(120, count - at) }, (_, i) => at + i);
    const guesses = tf.tidy(() =>
      split(forward(model, batchOf(held, items, 4, 4, false))).map((scores) =>
        tf.argMax(scores, 1).dataSync(),
      ),
    );
    Object.keys(factors).forEach((name, f) => {
      right[name] += guesses[f].filter((guess, i) => guess === describe(items[i])[f]).length / count;
    });
  }
  return Object.fromEntries(Object.entries(right).map(([name, share]) => [name, Number(share.toFixed(3))]));
}

/** Pictures of a set, cropped alike, mirrored or not, normalised by ImageNet's statistics. */
function batchOf(set, items, top, left, mirrored) {
  const bytes = drawn * drawn * 3;
  const joined = new Uint8Array(items.length * bytes);
  for (const [i, item] of items.entries())
    joined.set(set.subarray(item * bytes, (item + 1) * bytes), i * bytes);
  return tf.tidy(() => {
    const all = tf.tensor4d(joined, [items.length, drawn, drawn, 3], 'int32');
    const cropped = tf.slice(all, [0, top, left, 0], [-1, crop, crop, 3]);
    const x = tf.div(tf.sub(tf.div(cropped, 255), [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]);
    return mirrored ? tf.reverse(x, 2) : x;
  });
}

/** fastai's one-cycle: cosine up to `maxLr` in the first 30 %, cosine down to nearly nothing after. */
function oneCycle(done) {
  const cosine = (from, to, t) => to + ((from - to) / 2) * (Math.cos(Math.PI * t) + 1);
  return done < 0.3 ? cosine(maxLr / 25, maxLr, done / 0.3) : cosine(maxLr, maxLr / 1e5, (done - 0.3) / 0.7);
}
