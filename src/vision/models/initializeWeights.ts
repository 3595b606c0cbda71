import type { Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { keyedWeights, torchShape } from './torchWeights.js';

/**
 * Draws new weights for a model: He et al.'s ("Kaiming") normal distribution with deviation √(2 / fan-in) for
 * convolutions and linear layers, 0 for biases and means, 1 for scales and variances. Each layer draws from its
 * own fork of `random`, so that a layer's weights do not depend on what stands before it.
 *
 * @param layers limits it to some layers. @default all
 */
export function initializeWeights(
  model: tf.LayersModel,
  random: Random,
  layers: readonly tf.layers.Layer[] = model.layers,
): void {
  const names = new Set(layers.map(({ name }) => name));
  for (const weight of keyedWeights(model)) {
    const layer = weight.key.slice(0, weight.key.lastIndexOf('.'));
    if (!names.has(layer)) continue;
    const shape = weight.variable.shape as number[];
    const isKernel = shape.length > 1;
    if (!isKernel) {
      const one = weight.suffix === 'running_var' || (weight.suffix === 'weight' && weight.layout === 'same');
      assign(weight.variable, () => (one ? tf.ones(shape) : tf.zeros(shape)));
      continue;
    }
    const fanIn = torchShape(weight)
      .slice(1)
      .reduce((size, n) => size * n, 1);
    const values = drawNormal(shape, Math.sqrt(2 / fanIn), random.fork(weight.key));
    assign(weight.variable, () => tf.tensor(values, shape));
  }
}

function assign(variable: tf.LayerVariable, value: () => tf.Tensor): void {
  tf.tidy(() => {
    variable.write(value());
  });
}

function drawNormal(shape: readonly number[], deviation: number, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
  // Box–Muller gives two independent numbers at once.
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
