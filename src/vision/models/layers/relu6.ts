import { tf } from '../../../engine/index.js';
import { TorchLayer } from './torchLayer.js';

/** min(max(x, 0), 6) as one operation; Keras's own layer takes two. */
export class Relu6 extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionRelu6';

  constructor(config: { readonly name?: string } = {}) {
    super(config);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu6(this.single(inputs));
  }

  override torchWeights(): [] {
    return [];
  }
}

tf.serialization.registerClass(Relu6);
