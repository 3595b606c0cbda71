import * as tf from '../tf.js';
import type { KernelCall } from './cpuKernels.js';

/** Computes what a kernel would, or gives `undefined` where the original is right. */
export type KernelPart = (call: Required<KernelCall>) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/** Puts `part` before a backend's own kernel, which goes on answering the calls that `part` leaves. */
export function extendKernel(kernelName: string, backendName: string, part: KernelPart): void {
  const original = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => part({ ...call, attrs: call.attrs ?? {} }) ?? original.kernelFunc(call),
  });
}
