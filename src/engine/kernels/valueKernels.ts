import * as tf from '../tf.js';
import { type KernelCall, onCpu } from './cpuKernels.js';
import { extendKernel, type KernelPart } from './extendKernel.js';

/** Mends the kernels of the TensorFlow backend that give other values than tfjs's other backends, or refuse a dtype. */
export function registerTensorflowValueKernels(): void {
  extendKernel('Round', 'tensorflow', (call) =>
    hasDtype(call, 'int32') ? tf.clone(input(call)) : undefined,
  );
  extendKernel('Sign', 'tensorflow', (call) => (hasDtype(call, 'float32') ? signOf(input(call)) : undefined));
  extendKernel('ScatterNd', 'tensorflow', scatterRows);
  // The same samples for a seed on every engine; TensorFlow's generator goes on from call to call.
  extendKernel('Multinomial', 'tensorflow', (call) => onCpu('Multinomial', call));
  extendKernel('Prelu', 'tensorflow', prelu);
  // tfjs-node composes it of numbers of two dtypes.
  extendKernel('Step', 'tensorflow', (call) => (hasDtype(call, 'float32') ? undefined : onCpu('Step', call)));
  extendKernel('Unique', 'tensorflow', (call) => (hasNaN(input(call)) ? onCpu('Unique', call) : undefined));
}

/** TensorFlow has no kernel for many an operation on integers, booleans or strings: tfjs's cpu kernels answer then. */
export function registerRefusedTypes(): void {
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('tensorflow')) {
    if (!tf.getKernel(kernelName, 'cpu')) continue;
    extendKernel(kernelName, 'tensorflow', (call) => {
      if (!hasOtherThanFloats(call)) return undefined;
      try {
        return kernelFunc(call as Parameters<typeof kernelFunc>[0]);
      } catch (error) {
        if (!(error instanceof Error) || !lacksType.test(error.message)) throw error;
        return onCpu(kernelName, call);
      }
    });
  }
}

/** TensorFlow's words for an operation that it knows, but not on this dtype. */
const lacksType = /not in the list of allowed values|Could not find device for node/;

function hasOtherThanFloats({ inputs }: KernelCall): boolean {
  for (const name in inputs) if (inputs[name] && inputs[name].dtype !== 'float32') return true;
  return false;
}

function input({ inputs }: KernelCall): tf.Tensor {
  return inputs.x as tf.Tensor;
}

function hasDtype({ inputs }: KernelCall, dtype: tf.DataType): boolean {
  return inputs.x?.dtype === dtype;
}

/** −1, 0 or 1; 0 for NaN, as in tfjs. */
function signOf(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32')));
}

/** tfjs-node's own composition makes NaN of infinities. */
const prelu: KernelPart = (call) => {
  const { x, alpha } = call.inputs as { x: tf.Tensor; alpha: tf.Tensor };
  if (x.dtype !== 'float32') return onCpu('Prelu', call);
  return tf.tidy(() => tf.where(tf.less(x, 0), tf.mul(alpha, x), x));
};

/** Indices of one axis are those of rows, one each; TensorFlow takes them for one index of many axes. */
const scatterRows: KernelPart = ({ inputs, attrs }) => {
  const { indices, updates } = inputs as { indices: tf.Tensor; updates: tf.Tensor };
  if (indices.rank !== 1) return undefined;
  return tf.tidy(() => tf.scatterND(tf.reshape(indices, [-1, 1]), updates, attrs.shape as number[]));
};

/** TensorFlow finds each NaN a value of its own. */
function hasNaN(x: tf.Tensor): boolean {
  return x.dtype === 'float32' && x.dataSync().some(Number.isNaN);
}
