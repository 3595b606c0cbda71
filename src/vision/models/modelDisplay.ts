import { tf } from '../../engine/index.js';
import { jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import { modelSummary } from './modelSummary.js';

// A network as the value of a cell is its summary; `inspect` would show the insides of TensorFlow.js.
Object.defineProperty(tf.LayersModel.prototype, jupyterDisplay, {
  configurable: true,
  value(this: tf.LayersModel): MimeBundle {
    return modelSummary(this)[jupyterDisplay]();
  },
});
