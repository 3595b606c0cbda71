import { onCpu } from '../kernels/cpuKernels.js';
import { extendKernel } from '../kernels/extendKernel.js';
import * as tf from '../tf.js';

/** Mends the kernels of the WebGPU backend that give other values than tfjs's other backends, or do not compile. */
export function registerWebgpuValueKernels(): void {
  for (const kernelName of ofFloats) onFloatsAlone(kernelName);
  for (const kernelName of forgetNaNs) keepNaNs(kernelName);
  extendKernel('Relu6', 'webgpu', ({ inputs: { x } }) =>
    x!.dtype === 'float32' ? tf.clipByValue(x as tf.Tensor, 0, 6) : undefined,
  );
  for (const kernelName of onCpuAlways) extendKernel(kernelName, 'webgpu', (call) => onCpu(kernelName, call));
}

/** Their shaders give integers another meaning than tfjs does. */
const ofFloats = ['Acos', 'Acosh', 'Asin', 'Asinh', 'Atanh', 'Sinh', 'Softplus'];

/** A shader's minimum, maximum or comparison leaves a NaN out. */
const forgetNaNs = [
  ...['Acosh', 'Asinh', 'Atanh', 'Cosh', 'Sinh'],
  ...['Elu', 'Selu', 'Sigmoid', 'Softplus'],
];

/**
 * A seed gives the same samples everywhere; shaders of counts do not compile; transforms change the shape; a logarithm
 * of minus infinity is a number.
 */
const onCpuAlways = ['Multinomial', 'Bincount', 'DenseBincount', 'FFT', 'IFFT', 'Log1p'];

function onFloatsAlone(kernelName: string): void {
  extendKernel(kernelName, 'webgpu', (call) =>
    call.inputs.x!.dtype === 'float32' ? undefined : onCpu(kernelName, call),
  );
}

function keepNaNs(kernelName: string): void {
  const { kernelFunc } = tf.getKernel(kernelName, 'webgpu');
  extendKernel(kernelName, 'webgpu', (call) => {
    const x = call.inputs.x as tf.Tensor;
    if (x.dtype !== 'float32') return undefined;
    return tf.tidy(() => {
      const values = kernelFunc(call as Parameters<typeof kernelFunc>[0]) as tf.TensorInfo;
      return tf.where(tf.isNaN(x), x, tf.engine().makeTensorFromTensorInfo(values));
    });
  });
}
