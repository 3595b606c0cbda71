import { readFileSync } from 'node:fs';
import type { Bf16Support } from './engineInfo.js';

/** Which instructions for bfloat16 this processor has, by the flags that Linux tells; none on other systems. */
export function bf16Support(cpuInfo: string = readCpuInfo()): Bf16Support {
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(cpuInfo)?.[1]?.split(' '));
  if (flags.has('amx_bf16') && flags.has('amx_tile')) return 'amx';
  return flags.has('avx512_bf16') ? 'avx512_bf16' : 'none';
}

function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

/**
 * What an operation of TensorFlow does when bfloat16 is on; modelled on PyTorch's autocast lists. Numbers name the
 * inputs that hold activations, weights or gradients, as against shapes, axes and statistics.
 */
export type Bf16Rule =
  /** Casts its inputs to bfloat16 and computes in it: where the time goes. */
  | { readonly kind: 'compute'; readonly inputs: readonly number[]; readonly float32Output?: true }
  /** Goes on in bfloat16 when any of its inputs is. */
  | { readonly kind: 'followAny'; readonly inputs: readonly number[]; readonly as?: string }
  /** Goes on in bfloat16 when all of its inputs are; a mixture is computed in float32. */
  | { readonly kind: 'followAll' };

const compute = (...inputs: number[]): Bf16Rule => ({ kind: 'compute', inputs });
/** Gradients of weights leave in float32, in which the weights are kept. */
const weightGradient = (...inputs: number[]): Bf16Rule => ({ kind: 'compute', inputs, float32Output: true });
const follow = (...inputs: number[]): Bf16Rule => ({ kind: 'followAny', inputs });
const all: Bf16Rule = { kind: 'followAll' };

/** Rules by operation; every other operation computes in float32. */
export const bf16Rules: Readonly<Record<string, Bf16Rule>> = {
  Conv2D: compute(0, 1),
  Conv2DBackpropInput: compute(1, 2),
  Conv2DBackpropFilter: weightGradient(0, 2),
  DepthwiseConv2dNative: compute(0, 1),
  DepthwiseConv2dNativeBackpropInput: compute(1, 2),
  DepthwiseConv2dNativeBackpropFilter: weightGradient(0, 2),
  BatchMatMulV2: compute(0, 1),
  MatMul: compute(0, 1),
  FusedBatchNormV3: follow(0),
  FusedBatchNormGradV3: follow(0, 1),
  // The first version of the kernel, which tfjs-node calls, knows float32 only.
  FusedBatchNorm: { kind: 'followAny', inputs: [0], as: 'FusedBatchNormV3' },
  Relu: follow(0),
  Relu6: follow(0),
  ReluGrad: follow(0, 1),
  Relu6Grad: follow(0, 1),
  MaxPool: follow(0),
  MaxPoolGrad: follow(0, 1, 2),
  AvgPool: follow(0),
  AvgPoolGrad: follow(1),
  PadV2: follow(0, 2),
  Reshape: follow(0),
  Identity: follow(0),
  Transpose: follow(0),
  Slice: follow(0),
  Add: all,
  AddV2: all,
  AddN: all,
};
