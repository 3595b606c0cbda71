import {
  encodeSafetensors,
  type FoldedGraph,
  type FoldedOp,
  floatToHalf,
  halfToFloat,
  type WritableTensor,
} from '../../vision/index.js';
import type { WebDtype } from '../../web/contract.js';
import { scaled } from '../../web/model/readTensors.js';

/** The weights of a graph in a number format. */
export interface WebWeights {
  /** A safetensors file: tensors `3.kernel`, `3.bias` by the position of their operation. */
  readonly file: Uint8Array;
  /** What the page makes of that file. */
  readonly graph: FoldedGraph;
}

/**
 * Kernels with fewer numbers than this, and depthwise ones, are not rounded to int8. They are a twentieth of
 * EfficientNet-Lite0's numbers and make most of the error: a first layer's goes through all the others, and a depthwise
 * sum has too few products for errors to cancel out. (Rounded, they made the logits' error 1.1 instead of 0.15.)
 */
const smallKernel = 20_000;

/**
 * Rounds the weights of a graph. int8 holds large kernels as whole numbers −127 … 127 and one scale for each output channel
 * (symmetric); what else there is stays float32.
 */
export function webWeights(graph: FoldedGraph, dtype: WebDtype): WebWeights {
  const tensors = new Map<string, WritableTensor>();
  const ops = graph.ops.map((op, i) =>
    roundOp(op, dtype, (part, tensor) => tensors.set(`${i}.${part}`, tensor)),
  );
  const floats = dtype === 'float16' ? 'F16' : 'F32';
  return {
    file: encodeSafetensors(tensors, { format: 'tsvision-web' }, { floats }),
    graph: { ...graph, ops },
  };
}

function roundOp(
  op: FoldedOp,
  dtype: WebDtype,
  write: (part: string, tensor: WritableTensor) => void,
): FoldedOp {
  const keep = (part: string, data: Float32Array): Float32Array => {
    write(part, { shape: [data.length], data });
    return dtype === 'float16' ? halfToFloat(floatToHalf(data)) : data;
  };
  if (op.kind === 'affine') return { ...op, scale: keep('scale', op.scale), shift: keep('shift', op.shift) };
  if (op.kind !== 'conv' && op.kind !== 'dense') return op;
  const bias = keep('bias', op.bias);
  const isSmall = op.kernel.length < smallKernel || (op.kind === 'conv' && op.depthwise);
  if (dtype !== 'int8' || isSmall) {
    write('kernel', { shape: op.shape, data: op.kernel });
    const kernel = dtype === 'float16' ? halfToFloat(floatToHalf(op.kernel)) : op.kernel;
    return { ...op, kernel, bias };
  }
  const { values, scales } = toInt8(op.kernel, op.bias.length);
  write('kernel', { shape: op.shape, data: values });
  write('kernel.scale', { shape: [scales.length], data: scales });
  return { ...op, kernel: scaled(values, scales), bias };
}

/** The output channel is the fastest axis, in a depthwise kernel too since its last axis is 1. */
function toInt8(kernel: Float32Array, channels: number): { values: Int8Array; scales: Float32Array } {
  const scales = new Float32Array(channels);
  kernel.forEach((value, i) => {
    scales[i % channels] = Math.max(scales[i % channels] as number, Math.abs(value) / 127);
  });
  const values = Int8Array.from(kernel, (value, i) => {
    const scale = scales[i % channels] as number;
    return scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(value / scale)));
  });
  return { values, scales };
}
