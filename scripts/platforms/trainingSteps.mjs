// A few training steps of a small residual net on TensorFlow (or the engine of TSVISION_BACKEND), on numbers drawn from a
// seed: the native kernels of ours (3 × 3 convolutions, batch normalisation, pooling, the optimizers) and TensorFlow's
// own. Prints JSON.
import { engineInfo, engineReady, tf } from 'tsvision';

await engineReady();
const { backend, tensorflowVersion, package: name } = engineInfo();
const wanted = process.env.TSVISION_BACKEND || 'tensorflow';
if (backend !== wanted) throw new Error(`The engine is ${backend}, not ${wanted}.`);

/** The same numbers everywhere: no engine's own generator is asked. */
let state = 42;
function draw() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
}
const filled = (shape, scale) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw() * scale),
    shape,
  );

/** A layer after another. @returns {tf.SymbolicTensor} */
const after = (input, layer) => /** @type {tf.SymbolicTensor} */ (layer.apply(input));
const convolution = (input) =>
  after(input, tf.layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', useBias: false }));
const normalised = (input) =>
  after(after(input, tf.layers.batchNormalization()), tf.layers.activation({ activation: 'relu' }));

const input = tf.input({ shape: [32, 32, 3] });
const stem = after(normalised(convolution(input)), tf.layers.maxPooling2d({ poolSize: 2 }));
const block = normalised(convolution(normalised(convolution(stem))));
const body = after([stem, block], tf.layers.add());
const pooled = after(body, tf.layers.globalAveragePooling2d({}));
const model = tf.model({ inputs: input, outputs: after(pooled, tf.layers.dense({ units: 4 })) });

for (const layer of model.layers) {
  const drawn = layer.getWeights().map((weight) => {
    // Those of a batch normalisation begin as 1, 0, 0, 1 on every machine.
    return weight.rank === 1
      ? weight
      : filled(weight.shape, 2 / Math.sqrt(weight.size / weight.shape.at(-1)));
  });
  layer.setWeights(drawn);
}

const x = filled([8, 32, 32, 3], 2);
const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
const losses = [];
model.compile({ optimizer: tf.train.adam(0.01), loss: (y, p) => tf.losses.softmaxCrossEntropy(y, p) });
for (let step = 0; step < 4; step++) losses.push(Number(await model.trainOnBatch(x, labels)));
const sums = model.trainableWeights.map((weight) => weight.read().abs().sum().dataSync()[0]);
process.stdout.write(
  JSON.stringify({
    system: `${process.platform}-${process.arch}`,
    node: process.version,
    engine: name,
    tensorflowVersion,
    losses,
    weights: sums,
  }),
);
