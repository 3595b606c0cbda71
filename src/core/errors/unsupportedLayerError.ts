import { TsvisionError } from './tsvisionError.js';

/** A layer that cannot be exported or compiled for inference. */
export class UnsupportedLayerError extends TsvisionError {
  override readonly name = 'UnsupportedLayerError' as const;
  /** Name of the layer in its model. */
  readonly layer: string;
  readonly className: string;

  constructor(layer: string, className: string, detail = '') {
    super(`The layer ${layer} (${className}) cannot be exported${detail && `: ${detail}`}.`, {
      remedy:
        'Known are convolutions, linear layers, batch norm, relu, relu6, sigmoid and softmax, pooling, padding, sums, ' +
        'concatenation, flattening, permutation and dropout.',
    });
    this.layer = layer;
    this.className = className;
  }
}
