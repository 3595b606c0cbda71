// ResNet-34 in plain tfjs operations, as torchvision has it: what the engine does for a training step, without the
// library above it.
import { engineReady, fusedBatchNormTraining, tf } from '../../dist/engine/index.js';

await engineReady();

const blocks = [
  [64, 3],
  [128, 4],
  [256, 6],
  [512, 3],
];

/** Makes the weights and returns `forward(x)` → logits and `variables`. */
export function resnet34(classes = 10) {
  const variables = [];
  const variable = (tensor) => {
    variables.push(tf.variable(tensor));
    return variables.at(-1);
  };
  const conv = (size, from, to, stride) => {
    const filter = variable(tf.randomNormal([size, size, from, to], 0, Math.sqrt(2 / (size * size * to))));
    return (x) => tf.conv2d(x, filter, stride, 'same');
  };
  const norm = (channels) => {
    const [gamma, beta] = [variable(tf.ones([channels])), variable(tf.zeros([channels]))];
    return (x) => fusedBatchNormTraining(x, gamma, beta, 1e-5).y;
  };
  const block = (from, to, stride) => {
    const [conv1, norm1, conv2, norm2] = [conv(3, from, to, stride), norm(to), conv(3, to, to, 1), norm(to)];
    const [shortcut, shortcutNorm] = stride === 1 && from === to ? [] : [conv(1, from, to, stride), norm(to)];
    return (x) => {
      const skip = shortcut ? shortcutNorm(shortcut(x)) : x;
      return tf.relu(tf.add(norm2(conv2(tf.relu(norm1(conv1(x))))), skip));
    };
  };
  const [stem, stemNorm] = [conv(7, 3, 64, 2), norm(64)];
  let from = 64;
  const body = blocks.flatMap(([to, count], stage) =>
    Array.from({ length: count }, (_, i) => {
      const made = block(from, to, i === 0 && stage > 0 ? 2 : 1);
      from = to;
      return made;
    }),
  );
  const head = variable(tf.randomNormal([512, classes], 0, 0.05));
  const forward = (x) => {
    /** @type {any} */
    let y = stemNorm(stem(x));
    y = tf.maxPool(tf.relu(y), 3, 2, 'same');
    for (const each of body) y = each(y);
    return tf.matMul(tf.mean(y, [1, 2]), head);
  };
  return { forward, variables };
}
