import type { ConvOp, FoldedOp, MaxPoolOp, Padding, PadOp, PermuteOp } from '../compile/layerOps.js';
import type { OnnxAttributes, OnnxBuilder } from './onnxBuilder.js';

/** A value under construction; a map is `[n, c, h, w]` in ONNX where the model has `[n, h, w, c]`. */
export interface OnnxValue {
  readonly name: string;
  readonly map: boolean;
}

/** Axes of `[n, h, w, c]` in ONNX's order. */
export const toChannelsFirst = [0, 3, 1, 2];
/** Axes of ONNX's `[n, c, h, w]` in the model's order. */
export const toChannelsLast = [0, 2, 3, 1];

/** Adds one operation, without its activation, and gives its value. */
export function encodeOp(builder: OnnxBuilder, op: FoldedOp, inputs: readonly OnnxValue[]): OnnxValue {
  const [first] = inputs as [OnnxValue];
  const { name } = first;
  const same = (type: string, attributes = {}): OnnxValue => ({
    ...first,
    name: builder.node(
      type,
      inputs.map((i) => i.name),
      attributes,
    ),
  });
  switch (op.kind) {
    case 'conv':
      return { name: encodeConv(builder, op, name), map: true };
    case 'dense': {
      const weights = [builder.constant(op.kernel, op.shape), builder.constant(op.bias, [op.shape[1]])];
      return { name: builder.node('Gemm', [name, ...weights]), map: false };
    }
    case 'affine':
      return { ...first, name: scaleAndShift(builder, name, op.scale, op.shift, first.map) };
    case 'maxPool':
      return { name: builder.node('MaxPool', [name], poolAttributes(op)), map: true };
    case 'add':
      return same('Add');
    case 'concat':
      return same('Concat', { axis: first.map ? 1 : -1 });
    case 'globalAverage':
    case 'globalMax': {
      const pooled = builder.node(op.kind === 'globalMax' ? 'GlobalMaxPool' : 'GlobalAveragePool', [name]);
      return { name: builder.node('Flatten', [pooled]), map: false };
    }
    case 'flatten': {
      const ordered = first.map ? builder.node('Transpose', [name], { perm: toChannelsLast }) : name;
      return { name: builder.node('Flatten', [ordered]), map: false };
    }
    case 'pad':
      return { name: encodePad(builder, op, name), map: true };
    case 'permute':
      return { name: builder.node('Transpose', [name], { perm: permutation(op, first.map) }), map: false };
    default:
      return first;
  }
}

function encodeConv(builder: OnnxBuilder, op: ConvOp, input: string): string {
  const [h, w, channels, filters] = op.shape;
  const out = op.depthwise ? channels : filters;
  const shape = op.depthwise ? [channels, 1, h, w] : [filters, channels, h, w];
  const kernel = builder.constant(channelsFirstKernel(op), shape);
  return builder.node('Conv', [input, kernel, builder.constant(op.bias, [out])], {
    kernel_shape: [h, w],
    strides: [op.stride, op.stride],
    group: op.depthwise ? channels : 1,
    ...padAttributes(op.padding),
  });
}

/** HWIO → OIHW, and `[h, w, channels, 1]` → `[channels, 1, h, w]`. */
function channelsFirstKernel({ kernel, shape, depthwise }: ConvOp): Float32Array {
  const taps = shape[0] * shape[1];
  const [inner, outer] = depthwise ? [1, shape[2]] : [shape[2], shape[3]];
  const moved = new Float32Array(kernel.length);
  // A few outputs at a time: they lie side by side in the one layout, and far apart in the other.
  for (let begin = 0; begin < outer; begin += neighbours) {
    const end = Math.min(outer, begin + neighbours);
    for (let i = 0; i < inner; i++)
      for (let tap = 0; tap < taps; tap++)
        for (let o = begin, from = (tap * inner + i) * outer; o < end; o++)
          moved[(o * inner + i) * taps + tap] = kernel[from + o] as number;
  }
  return moved;
}

/** Float32 values in a line of the processor's cache. */
const neighbours = 16;

function poolAttributes({ poolSize, stride, padding, ceilMode }: MaxPoolOp): OnnxAttributes {
  return {
    kernel_shape: [poolSize, poolSize],
    strides: [stride, stride],
    ceil_mode: ceilMode ? 1 : 0,
    ...padAttributes(padding),
  };
}

function padAttributes(padding: Padding): OnnxAttributes {
  if (padding === 'same') return { auto_pad: 'SAME_UPPER' };
  return { pads: Array<number>(4).fill(padding === 'valid' ? 0 : padding) };
}

function encodePad(builder: OnnxBuilder, { pads: [top, bottom, left, right] }: PadOp, input: string): string {
  const sizes = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
  return builder.node('Pad', [input, builder.constant(sizes, [8])]);
}

/** A permutation of the model's axes as one of ONNX's, where a map has its channels first. */
function permutation({ order }: PermuteOp, map: boolean): number[] {
  return order.map((axis) => (map ? toChannelsFirst.indexOf(axis) : axis));
}

/** Adds a multiplication and a sum by channel. */
export function scaleAndShift(
  builder: OnnxBuilder,
  input: string,
  scale: Float32Array,
  shift: Float32Array,
  map: boolean,
): string {
  const shape = map ? [scale.length, 1, 1] : [scale.length];
  const scaled = builder.node('Mul', [input, builder.constant(scale, shape)]);
  return builder.node('Add', [scaled, builder.constant(shift, shape)]);
}

/** Adds an activation to a value. */
export function activate(
  builder: OnnxBuilder,
  activation: FoldedOp['activation'] | 'none',
  { name, map }: OnnxValue,
): string {
  switch (activation) {
    case 'relu':
      return builder.node('Relu', [name]);
    case 'relu6': {
      const bound = (value: number): string => builder.constant(Float32Array.of(value), []);
      return builder.node('Clip', [name, bound(0), bound(6)]);
    }
    case 'sigmoid':
      return builder.node('Sigmoid', [name]);
    case 'softmax':
      return builder.node('Softmax', [name], { axis: map ? 1 : -1 });
    default:
      return name;
  }
}
