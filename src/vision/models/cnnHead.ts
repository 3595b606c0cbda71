import { tf } from '../../engine/index.js';
import { apply, averageAll, linear, type Node, normalize, rectify } from './architectures/layerCalls.js';
import { SeededDropout } from './layers/index.js';

/** What a head is made of, with fastai's names. */
export interface CnnHeadOptions {
  /** Widths of the hidden linear layers. @default [512] */
  readonly linFtrs?: readonly number[];
  /** Dropout before the last linear layer; half of it before the others. One number for each layer also does. @default 0.5 */
  readonly ps?: number | readonly number[];
  /** Batch norm after the last linear layer. @default false */
  readonly bnFinal?: boolean;
  /** Maximum and mean of the feature map side by side; else the mean alone. @default true */
  readonly concatPool?: boolean;
}

/**
 * Adds fastai's classifying head to a feature map: pooling → (batch norm → dropout → linear → ReLU)… → logits.
 * Layers are named after their places in fastai's `Sequential`.
 *
 * @param seed of the dropout masks
 */
export function addCnnHead(
  features: Node,
  classes: number,
  seed: string,
  options: CnnHeadOptions = {},
): Node {
  const { linFtrs = [512], ps = 0.5, bnFinal = false, concatPool = true } = options;
  const widths = [...linFtrs, classes];
  const rates = Array.isArray(ps)
    ? ps
    : widths.map((_, i) => (i < widths.length - 1 ? Number(ps) / 2 : Number(ps)));
  let x = pool(features, concatPool);
  let index = 2; // after pooling and flattening
  widths.forEach((width, i) => {
    x = normalize(x, `head.${index}`);
    x = apply(new SeededDropout({ name: `head.${index + 1}`, rate: rates[i] ?? 0, seed }), x);
    x = linear(x, `head.${index + 2}`, width);
    if (i < widths.length - 1) x = rectify(x, `head.${index + 3}`);
    index += 4;
  });
  return bnFinal ? normalize(x, `head.${index - 1}`) : x;
}

function pool(features: Node, concatPool: boolean): Node {
  const mean = averageAll(features, 'head.0.ap');
  if (!concatPool) return mean;
  const maximum = apply(
    tf.layers.globalMaxPooling2d({ name: 'head.0.mp', dataFormat: 'channelsLast' }),
    features,
  );
  return apply(tf.layers.concatenate({ name: 'head.0' }), [maximum, mean]);
}
