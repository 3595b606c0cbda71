import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { OpOutput, TensorflowBackend } from './tensorflowOps.js';

/** Below this many channels on either side turning the filter gains nothing. */
const fewestChannels = 256;

/**
 * Computes the gradient of a convolution by its input as a convolution with the turned filter, on processors without
 * AVX-512: there oneDNN's own kernel for it takes more than twice as long as a forward pass.
 */
export function registerConvolutionGradient(backend: TensorflowBackend): void {
  const original = tf.getKernel('Conv2DBackpropInput', 'tensorflow');
  if (!original || !backend.binding.turnedFilter || backend.isUsingGpuDevice || hasAvx512()) return;
  tf.unregisterKernel('Conv2DBackpropInput', 'tensorflow');
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const { dy, filter } = call.inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      if (!isSuitable(filter.shape, call.attrs as unknown as tf.Conv2DBackpropInputAttrs)) {
        return original.kernelFunc(call);
      }
      return tf.tidy(() => {
        const [id] = backend.getInputTensorIds([filter]) as [number];
        const turned = backend.binding.turnedFilter?.(id) as OpOutput;
        return tf.conv2d(dy, backend.createOutputTensor(turned) as tf.Tensor4D, 1, 'same');
      });
    },
  });
}

/** Same padding, step by step, with a middle to turn about. */
function isSuitable(
  [height, width, inputs, outputs]: readonly [number, number, number, number],
  { strides, pad, dataFormat }: tf.Conv2DBackpropInputAttrs,
): boolean {
  const stepwise = [strides].flat().every((stride) => stride === 1);
  const odd = height % 2 === 1 && width % 2 === 1 && height * width > 1;
  return (
    stepwise && odd && pad === 'same' && dataFormat === 'NHWC' && Math.min(inputs, outputs) >= fewestChannels
  );
}

function hasAvx512(): boolean {
  try {
    return /^flags\s*:.*\bavx512f\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return true; // Unknown: the library's own kernel it is.
  }
}
