import { availableParallelism } from 'node:os';
import { tensorflowBackend } from './tensorflowOps.js';
import { winogradPanel } from './winograd.js';

/** Transformed values of a tile of 2 × 2 outputs (`native/winograd.h`). */
const positions = 16;
/** Weights of a window. */
const window = 9;
/** Tiles that a thread takes at once, about. */
const tilesAtOnce = 48;

/** Bytes that a convolution and its gradients need for themselves while they run, and give back. */
export interface ConvolutionScratch {
  readonly forwards: number;
  readonly backwards: number;
}

/**
 * What our own kernels for convolutions by 3 × 3 at stride 1 need besides their tensors: the transformed weights, of
 * the gradients those of the exchanged weights and of their sums, and what each thread works on.
 *
 * @param input `[n, height, width, channels]`
 * @param output `[n, height, width, channels]`
 */
export function winogradScratch(
  input: readonly number[],
  kernelSize: number,
  output: readonly number[],
): ConvolutionScratch {
  const [channels, outChannels] = [input[3] as number, output[3] as number];
  const isOurs = kernelSize === 3 && channels % winogradPanel === 0 && outChannels % winogradPanel === 0;
  const backend = tensorflowBackend();
  if (!isOurs || !backend?.binding.convolve3x3 || backend.isUsingGpuDevice)
    return { forwards: 0, backwards: 0 };
  const weights = channels * outChannels * 4;
  const tiles = positions * tilesAtOnce * (Math.max(channels, outChannels) + winogradPanel + 16) * 4;
  const threads = tiles * availableParallelism();
  return { forwards: positions * weights + threads, backwards: (positions + window) * weights + threads };
}
