// npm run bench -- engine [--json]: the engine alone, in float32 and, where the processor has instructions for it,
// in bfloat16. Medians in milliseconds.
import {
  applyAdamW,
  engineInfo,
  engineReady,
  fusedBatchNormTraining,
  tf,
  withPrecision,
} from '../../dist/engine/index.js';
import { resnet34 } from './resnet34.mjs';

const info = await engineReady();
const precisions = engineInfo().bf16 === 'none' ? ['float32'] : ['float32', 'bfloat16'];

/** Median time of one call after two calls to warm up. `run` returns tensors, which are waited for and disposed. */
function median(run, times = 7) {
  const once = () => {
    const start = performance.now();
    const result = run();
    if (info.backend !== 'tensorflow') for (const tensor of [result].flat()) tensor?.dataSync();
    const elapsed = performance.now() - start;
    tf.dispose(result);
    return elapsed;
  };
  once();
  once();
  return Array.from({ length: times }, once).sort((a, b) => a - b)[Math.floor(times / 2)];
}

function convolutions(precision) {
  return [
    [56, 64],
    [28, 128],
    [14, 256],
    [7, 512],
  ].map(([size, channels]) => {
    const x = tf.randomNormal([8, size, size, channels]);
    const filter = tf.randomNormal([3, 3, channels, channels]);
    const dy = tf.randomNormal([8, size, size, channels]);
    const input = (f) => tf.grad((value) => tf.conv2d(value, f, 1, 'same'))(x, dy);
    const weight = (value) => tf.grad((f) => tf.conv2d(value, f, 1, 'same'))(filter, dy);
    const timed = (run) => median(() => withPrecision(precision, run));
    const forward = timed(() => tf.conv2d(x, filter, 1, 'same'));
    // A gradient runs the forward pass as well.
    const result = {
      map: `${size}² × ${channels}`,
      forward,
      dx: timed(() => input(filter)) - forward,
      dw: timed(() => weight(x)) - forward,
    };
    tf.dispose([x, filter, dy]);
    return result;
  });
}

function zerosLike(variables) {
  return variables.map((variable) => tf.variable(tf.zeros(variable.shape)));
}

function training(precision) {
  const { forward, variables } = resnet34();
  const x = tf.randomNormal([8, 224, 224, 3]);
  const labels = tf.oneHot(tf.range(0, 8, 1, 'int32'), 10).toFloat();
  const [means, squares] = [zerosLike(variables), zerosLike(variables)];
  let step = 0;
  const run = () => {
    const { value, grads } = withPrecision(precision, () =>
      tf.variableGrads(() => tf.losses.softmaxCrossEntropy(labels, forward(x)), variables),
    );
    const gradients = variables.map(({ name }) => grads[name]);
    const numbers = { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, wd: 0.01, step: ++step };
    applyAdamW({ params: variables, grads: gradients, means, squares }, numbers);
    tf.dispose(gradients);
    return value;
  };
  const ms = median(run, 5);
  tf.dispose([x, labels, ...variables, ...means, ...squares]);
  return { step: ms, imagesPerSecond: 8000 / ms };
}

function batchNorm() {
  const x = tf.randomNormal([8, 56, 56, 64]);
  const [gamma, beta] = [tf.ones([64]), tf.zeros([64])];
  const composed = (value) => {
    const { mean, variance } = tf.moments(value, [0, 1, 2]);
    return tf.batchNorm(value, mean, variance, beta, gamma, 1e-5);
  };
  const result = {
    fused: median(() => tf.grad((value) => fusedBatchNormTraining(value, gamma, beta, 1e-5).y)(x)),
    momentsAndBatchNorm: median(() => tf.grad(composed)(x)),
  };
  tf.dispose([x, gamma, beta]);
  return result;
}

function transform() {
  const images = tf.randomUniform([64, 256, 256, 3]);
  const matrices = tf.tensor2d([[1.1, 0.05, 3, -0.05, 1.1, 3, 0, 0]]);
  const ms = median(() => tf.image.transform(images, matrices, 'bilinear', 'reflect', 0, [224, 224]));
  tf.dispose([images, matrices]);
  return { batchOf64: ms, photosPerSecond: 64_000 / ms };
}

function optimiser() {
  const params = Array.from({ length: 110 }, (_, i) =>
    tf.variable(tf.randomNormal([i < 9 ? 2_359_296 : 512])),
  );
  const grads = params.map(({ shape }) => tf.randomNormal(shape));
  const [means, squares] = [zerosLike(params), zerosLike(params)];
  const numbers = { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, wd: 0.01 };
  let step = 0;
  const adam = tf.train.adam(1e-3);
  const named = Object.fromEntries(params.map(({ name }, i) => [name, grads[i]]));
  const result = {
    weights: params.reduce((sum, { size }) => sum + size, 0),
    applyAdamW: median(() => applyAdamW({ params, grads, means, squares }, { ...numbers, step: ++step })),
    'tf.train.adam': median(() => adam.applyGradients(named), 5),
  };
  adam.dispose();
  tf.dispose([...params, ...grads, ...means, ...squares]);
  return result;
}

const report = {
  engine: info,
  convolutions: Object.fromEntries(precisions.map((precision) => [precision, convolutions(precision)])),
  resnet34Training8x224: Object.fromEntries(precisions.map((precision) => [precision, training(precision)])),
  batchNorm: batchNorm(),
  transform: transform(),
  optimiser: optimiser(),
};
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} else {
  process.stdout.write(`${info.backend}, ${info.package}, ${info.threads} threads; milliseconds, medians\n`);
  for (const [precision, rows] of Object.entries(report.convolutions)) {
    process.stdout.write(`\n3×3 convolution of 8 pictures, ${precision}\n`);
    console.table(rows);
  }
  if (precisions.length === 1) process.stdout.write('bfloat16: this processor has no instructions for it\n');
  for (const key of ['resnet34Training8x224', 'batchNorm', 'transform', 'optimiser']) {
    process.stdout.write(`\n${key}\n`);
    console.table(report[key]);
  }
}
