import * as tf from '../tf.js';
import type { KernelCall } from './cpuKernels.js';
import { extendKernel } from './extendKernel.js';

type Shape4D = [number, number, number, number];

/**
 * Convolutions of pictures with the channels first (`'NCHW'`) where a backend knows the channels last: turned, run,
 * turned back.
 */
export function registerChannelsFirst(backendName: 'tensorflow' | 'wasm' | 'webgpu'): void {
  for (const kernelName of ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']) {
    const part = channelsFirst(kernelName);
    extendKernel(kernelName, backendName, (call) =>
      call.attrs.dataFormat === 'NCHW' ? tf.tidy(() => part(call)) : undefined,
    );
  }
}

const pictures: ReadonlySet<string> = new Set(['x', 'dy']);

function channelsFirst(kernelName: string): (call: Required<KernelCall>) => tf.Tensor {
  return ({ inputs, attrs }) => {
    const turned = Object.entries(inputs as tf.NamedTensorMap).map(([name, tensor]) => [
      name,
      pictures.has(name) ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor,
    ]);
    const result = tf
      .engine()
      .runKernel(kernelName, Object.fromEntries(turned), channelsLast(attrs)) as tf.Tensor;
    return kernelName.endsWith('Filter') ? result : tf.transpose(result, [0, 3, 1, 2]);
  };
}

function channelsLast(attrs: tf.NamedAttrMap): tf.NamedAttrMap {
  const { pad, inputShape } = attrs as { pad: unknown; inputShape?: Shape4D };
  const turned = <Value>([n, c, h, w]: readonly Value[]): Value[] => [n!, h!, w!, c!];
  return {
    ...attrs,
    dataFormat: 'NHWC',
    ...(Array.isArray(pad) && { pad: turned(pad) }),
    ...(inputShape && { inputShape: turned(inputShape) }),
  } as tf.NamedAttrMap;
}
