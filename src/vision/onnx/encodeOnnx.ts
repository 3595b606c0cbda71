import type { tf } from '../../engine/index.js';
import type { ConvOp, FoldedGraph, FoldedOp, MaxPoolOp, Padding, PadOp, PermuteOp } from './foldedGraph.js';
import { type OnnxAttributes, OnnxBuilder, type OnnxDimension, onnxType } from './onnxBuilder.js';

/** How a graph is written as ONNX. */
export interface OnnxEncoding {
  /** Order of the input's axes, and of the output's when it is a feature map. @default 'NHWC' */
  readonly layout?: 'NHWC' | 'NCHW';
  /** `uint8` pixels 0 … 255 need `normalize`; `float32` is what the model itself takes. @default 'float32' */
  readonly input?: 'float32' | 'uint8';
  /** Mean and deviation by channel on the scale 0 … 1, subtracted and divided in the graph. */
  readonly normalize?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** Adds a softmax, so that the output is probabilities. @default false */
  readonly softmax?: boolean;
  /** Texts kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A value under construction; a map is `[n, c, h, w]` in ONNX where the model has `[n, h, w, c]`. */
interface Value {
  readonly name: string;
  readonly map: boolean;
}

const toChannelsFirst = [0, 3, 1, 2];
const toChannelsLast = [0, 2, 3, 1];

/** The bytes of an ONNX model (opset 13): input `input`, output `output`. */
export function encodeOnnx(graph: FoldedGraph, encoding: OnnxEncoding = {}): Uint8Array {
  const builder = new OnnxBuilder();
  const { layout = 'NHWC' } = encoding;
  const values = new Map<number, Value>([[0, encodeInput(builder, graph.inputShape, encoding)]]);
  for (const op of graph.ops) {
    const inputs = op.inputs.map((i) => values.get(i) as Value);
    const value = encodeOp(builder, op, inputs);
    values.set(op.output, { ...value, name: activate(builder, op, value) });
  }
  let result = values.get(graph.result) as Value;
  if (encoding.softmax)
    result = { ...result, name: builder.node('Softmax', [result.name], { axis: result.map ? 1 : -1 }) };
  if (result.map && layout === 'NHWC')
    builder.node('Transpose', [result.name], { perm: toChannelsLast }, 'output');
  else builder.node('Identity', [result.name], {}, 'output');
  const shape = dimensions(graph.outputShape);
  builder.output(
    'output',
    onnxType.float32,
    result.map && layout === 'NCHW' ? toChannelsFirst.map((i) => shape[i]!) : shape,
  );
  return builder.finish('tsvision', encoding.metadata ?? {});
}

function encodeInput(builder: OnnxBuilder, shape: tf.Shape, encoding: OnnxEncoding): Value {
  const { layout = 'NHWC', input = 'float32', normalize } = encoding;
  const sizes = dimensions(shape);
  const map = shape.length === 4;
  const first = map && layout === 'NCHW';
  builder.input('input', onnxType[input], first ? toChannelsFirst.map((i) => sizes[i]!) : sizes);
  let name = 'input';
  if (input === 'uint8') name = builder.node('Cast', [name], { to: onnxType.float32 });
  if (map && !first) name = builder.node('Transpose', [name], { perm: toChannelsFirst });
  if (normalize === undefined) return { name, map };
  const { mean, std } = normalize;
  const scale = std.map((s) => 1 / (s * (input === 'uint8' ? 255 : 1)));
  const shift = mean.map((m, i) => -m / (std[i] as number));
  return { name: scaleAndShift(builder, name, Float32Array.from(scale), Float32Array.from(shift), map), map };
}

function encodeOp(builder: OnnxBuilder, op: FoldedOp, inputs: readonly Value[]): Value {
  const [first] = inputs as [Value];
  const { name } = first;
  const same = (type: string, attributes = {}): Value => ({
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
  for (let o = 0, to = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      for (let tap = 0; tap < taps; tap++) moved[to++] = kernel[(tap * inner + i) * outer + o] as number;
  return moved;
}

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

function scaleAndShift(
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

function activate(builder: OnnxBuilder, op: FoldedOp, { name, map }: Value): string {
  switch (op.activation) {
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

function dimensions(shape: tf.Shape): OnnxDimension[] {
  const names = shape.length === 4 ? ['batch', 'height', 'width', 'channels'] : ['batch', 'features'];
  return shape.map((size, i) => size ?? names[i] ?? `d${i}`);
}
