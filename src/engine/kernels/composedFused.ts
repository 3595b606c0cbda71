import * as tf from '../tf.js';
import { extendKernel, type KernelPart } from './extendKernel.js';

/** A fused kernel and the plain one inside it. */
const plainKernels = {
  FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2D: 'DepthwiseConv2dNative',
  _FusedMatMul: 'BatchMatMul',
} as const;

type FusedKernel = keyof typeof plainKernels;

/**
 * Runs a fused operation in its parts where the backend's own kernel refuses the bias (not one number a channel), the
 * activation or the channels first.
 */
export function registerComposedFused(
  backendName: 'tensorflow' | 'wasm' | 'webgpu',
  kernels: readonly FusedKernel[],
): void {
  for (const kernelName of kernels) {
    extendKernel(kernelName, backendName, (call) =>
      isRefused(kernelName, call, backendName)
        ? tf.tidy(() => compose(plainKernels[kernelName], call))
        : undefined,
    );
  }
}

type Call = Parameters<KernelPart>[0];

function isRefused(kernelName: FusedKernel, call: Call, backendName: string): boolean {
  const { inputs, attrs } = call;
  if (attrs.dataFormat === 'NCHW') return true;
  if (backendName === 'tensorflow') return false;
  return [inputs.bias, inputs.preluActivationWeights].some(
    (values) => values && !(values.shape.length === 1 && values.shape[0] === channelsOf(kernelName, call)),
  );
}

/** Channels, or columns, of the result. */
function channelsOf(kernelName: FusedKernel, { inputs: { filter, b }, attrs }: Call): number {
  if (kernelName === '_FusedMatMul') return b!.shape.at(attrs.transposeB ? -2 : -1)!;
  const [, , inputs, outputs] = filter!.shape as [number, number, number, number];
  return kernelName === 'FusedDepthwiseConv2D' ? inputs * outputs : outputs;
}

function compose(kernelName: string, { inputs, attrs }: Call): tf.Tensor {
  const { bias, preluActivationWeights, ...operands } = inputs as tf.NamedTensorMap;
  const channelsFirst = attrs.dataFormat === 'NCHW';
  const result = tf.engine().runKernel(kernelName, operands, attrs) as tf.Tensor;
  const biased = bias ? tf.add(result, perChannel(bias, channelsFirst)) : result;
  const slopes = preluActivationWeights && perChannel(preluActivationWeights, channelsFirst);
  return activate(biased, attrs.activation as string, slopes, attrs.leakyreluAlpha as number);
}

/** One number a channel stands on the axis of the channels. */
function perChannel(values: tf.Tensor, channelsFirst: boolean): tf.Tensor {
  return channelsFirst && values.rank === 1 && values.size > 1
    ? tf.reshape(values, [values.size, 1, 1])
    : values;
}

function activate(x: tf.Tensor, activation: string, slopes: tf.Tensor | undefined, alpha: number): tf.Tensor {
  switch (activation) {
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'elu':
      return tf.elu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'prelu':
      return tf.prelu(x, slopes!);
    case 'leakyrelu':
      return tf.leakyRelu(x, alpha);
    default:
      return x;
  }
}
