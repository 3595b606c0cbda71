import { InvalidArgumentError } from '../../core/index.js';
import { inputsOf, tf } from '../../engine/index.js';

/** The two parts of a network that {@link splitModel} cut. */
export interface SplitModel {
  /** From the input to the layer of the cut, that one included. */
  readonly lower: tf.LayersModel;
  /** From there to the output; its input is what `lower` gives. */
  readonly upper: tf.LayersModel;
}

/**
 * Cuts a network in two at a layer. Layers and weights are shared with the whole, not copied: what `upper` learns, the
 * whole has learned. With a frozen `lower`, its maps can be computed once and `upper` be trained on them.
 *
 * @param model of one input and one output
 * @param cut name of the last layer of `lower`
 * @throws InvalidArgumentError when there is no such layer, or not everything passes through it (a branch of a block)
 * @example
 * ```ts
 * import { models, splitModel, tf } from 'tsvision';
 * const model = await models.tinyresnet();
 * const { lower, upper } = splitModel(model, model.layers[3].name);
 * const map = lower.predict(tf.zeros([1, 224, 224, 3])) as tf.Tensor;
 * (upper.predict(map) as tf.Tensor).shape; // as that of `model.predict`
 * ```
 */
export function splitModel(model: tf.LayersModel, cut: string): SplitModel {
  const [result] = model.outputs as [tf.SymbolicTensor];
  const at = findOutput(result, cut);
  if (at === undefined)
    throw new InvalidArgumentError(
      'cut',
      cut,
      `the name of a layer: ${model.layers.map(({ name }) => name).join(', ')}`,
    );
  const input = tf.input({ shape: at.shape.slice(1) });
  const upper = tf.model({ inputs: input, outputs: regrown(result, new Map([[at, input]]), cut) });
  return { lower: tf.model({ inputs: model.inputs, outputs: at }), upper };
}

/** What the layer of that name gives, somewhere on the way to `tensor`. */
function findOutput(tensor: tf.SymbolicTensor, layer: string): tf.SymbolicTensor | undefined {
  const seen = new Set<tf.SymbolicTensor>();
  const waiting = [tensor];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.sourceLayer.name === layer) return next;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...inputsOf(next));
  }
  return undefined;
}

/** The same layers once more, from what is in `known` on. */
function regrown(
  tensor: tf.SymbolicTensor,
  known: Map<tf.SymbolicTensor, tf.SymbolicTensor>,
  cut: string,
): tf.SymbolicTensor {
  const made = known.get(tensor);
  if (made !== undefined) return made;
  const from = inputsOf(tensor);
  if (from.length === 0)
    throw new InvalidArgumentError(
      'cut',
      cut,
      'a layer that everything passes through',
      'Other layers go around this one, as in the branch of a block; take the last layer of a block.',
    );
  const inputs = from.map((one) => regrown(one, known, cut));
  const output = tensor.sourceLayer.apply(inputs.length === 1 ? (inputs[0] as never) : inputs);
  known.set(tensor, output as tf.SymbolicTensor);
  return output as tf.SymbolicTensor;
}
