// The engine alone, in float32 and, where the processor has instructions for it, in bfloat16. Milliseconds.
import {
  applyAdamW,
  engineInfo,
  engineReady,
  fusedBatchNormTraining,
  tf,
  withPrecision,
} from '../../dist/engine/index.js';
import { inRounds, median as middle } from '../measuring/rounds.mjs';
import { resnet34 } from './resnet34.mjs';

const info = await engineReady();
const precisions = engineInfo().bf16 === 'none' ? ['float32'] : ['float32', 'bfloat16'];

/** Median time of one call after two calls to warm up. `run` returns tensors, which are waited for and disposed. */
function timed(run, times = 7) {
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
  return middle(Array.from({ length: times }, once));
}

/** Milliseconds of a 3×3 convolution of 8 pictures and of its two gradients, at each size of a ResNet-34. */
function convolutions(precision) {
  const figures = {};
  for (const [size, channels] of [
    [56, 64],
    [28, 128],
    [14, 256],
    [7, 512],
  ]) {
    /** @type {tf.Tensor4D} */
    const x = tf.randomNormal([8, size, size, channels]);
    /** @type {tf.Tensor4D} */
    const filter = tf.randomNormal([3, 3, channels, channels]);
    const dy = tf.randomNormal([8, size, size, channels]);
    const input = (f) => tf.grad((/** @type {any} */ value) => tf.conv2d(value, f, 1, 'same'))(x, dy);
    const weight = (value) => tf.grad((/** @type {any} */ f) => tf.conv2d(value, f, 1, 'same'))(filter, dy);
    const time = (run) => timed(() => withPrecision(precision, run));
    const map = `${size}² × ${channels}`;
    figures[`${map} forward`] = time(() => tf.conv2d(x, filter, 1, 'same'));
    // A gradient runs the forward pass as well; their difference would be mostly noise.
    figures[`${map} forward and dx`] = time(() => input(filter));
    figures[`${map} forward and dw`] = time(() => weight(x));
    tf.dispose([x, filter, dy]);
  }
  return figures;
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
  const ms = timed(run, 5);
  tf.dispose([x, labels, ...variables, ...means, ...squares]);
  return ms;
}

function batchNorm() {
  const x = tf.randomNormal([8, 56, 56, 64]);
  const [gamma, beta] = [tf.ones([64]), tf.zeros([64])];
  const composed = (value) => {
    const { mean, variance } = tf.moments(value, [0, 1, 2]);
    return tf.batchNorm(value, mean, variance, beta, gamma, 1e-5);
  };
  const result = {
    fused: timed(() => tf.grad((value) => fusedBatchNormTraining(value, gamma, beta, 1e-5).y)(x)),
    momentsAndBatchNorm: timed(() => tf.grad(composed)(x)),
  };
  tf.dispose([x, gamma, beta]);
  return result;
}

function transform() {
  /** @type {tf.Tensor4D} */
  const images = tf.randomUniform([64, 256, 256, 3]);
  const matrices = tf.tensor2d([[1.1, 0.05, 3, -0.05, 1.1, 3, 0, 0]]);
  const ms = timed(() => tf.image.transform(images, matrices, 'bilinear', 'reflect', 0, [224, 224]));
  tf.dispose([images, matrices]);
  return ms;
}

function optimizer() {
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
    applyAdamW: timed(() => applyAdamW({ params, grads, means, squares }, { ...numbers, step: ++step })),
    'tf.train.adam': timed(() => adam.applyGradients(/** @type {any} */ (named)), 5),
  };
  adam.dispose();
  tf.dispose([...params, ...grads, ...means, ...squares]);
  return result;
}

/** Runs every operation turn by turn. */
export async function measure() {
  const precise = (what, run) =>
    Object.fromEntries(precisions.map((precision) => [`${what}, ${precision}`, () => run(precision)]));
  const figures = await inRounds({
    ...precise('3×3 convolution of 8 pictures', convolutions),
    ...precise('ResNet-34 training step, 8 photos of 224 px', training),
    'batch norm and its gradient': batchNorm,
    'affine transform of 64 photos of 256 px': transform,
    'optimizer, 21 M weights': optimizer,
  });
  return { engine: info, bfloat16: engineInfo().bf16, milliseconds: figures };
}

export function describe({ engine, bfloat16, milliseconds }) {
  const line = (name, { median }) => `  ${name.padEnd(44)}${median.toFixed(2).padStart(10)} ms`;
  return [
    `${engine.backend}, ${engine.package}, ${engine.threads} threads, bfloat16 instructions: ${bfloat16}`,
    ...Object.entries(milliseconds).flatMap(([name, figure]) =>
      'median' in figure
        ? [line(name, figure)]
        : [`  ${name}`, ...Object.entries(figure).map(([part, one]) => line(`  ${part}`, one))],
    ),
  ].join('\n');
}
