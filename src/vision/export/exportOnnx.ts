import { atomicWrite, expandPath, InvalidArgumentError } from '../../core/index.js';
import { engineReady, type tf } from '../../engine/index.js';
import { foldGraph } from '../compile/foldGraph.js';
import type { FoldedGraph } from '../compile/layerOps.js';
import {
  activate,
  encodeOp,
  type OnnxValue,
  scaleAndShift,
  toChannelsFirst,
  toChannelsLast,
} from './encodeOp.js';
import { OnnxBuilder, type OnnxDimension, onnxType } from './onnxBuilder.js';

/** How {@link exportOnnx} writes a model. */
export interface OnnxExportOptions extends OnnxEncoding {
  /** Class names in the order of the outputs, kept in the file as `classes` (a JSON list). */
  readonly classes?: readonly string[];
}

/**
 * Writes a model as ONNX (opset 13) for inference elsewhere: batch norm folded, dropout gone, batch size free. The
 * input is named `input`, the output `output`, unless `names` says otherwise.
 *
 * @throws {UnsupportedLayerError} naming a layer outside of the known set; nothing is written then
 * @example
 * ```ts
 * import { exportOnnx } from 'tsvision';
 * await exportOnnx(learn.model, 'bears.onnx');
 * ```
 */
export async function exportOnnx(
  model: tf.LayersModel,
  path: string,
  options: OnnxExportOptions = {},
): Promise<void> {
  await engineReady();
  const { classes, metadata, ...encoding } = options;
  if (encoding.input === 'uint8' && encoding.normalize === undefined)
    throw new InvalidArgumentError(
      'normalize',
      undefined,
      'given when the input is uint8',
      'Pass imagenetStats.',
    );
  const texts = { ...metadata, ...(classes === undefined ? {} : { classes: JSON.stringify(classes) }) };
  await atomicWrite(expandPath(path), encodeOnnx(foldGraph(model), { ...encoding, metadata: texts }));
}

/** How a graph is written as ONNX. */
export interface OnnxEncoding {
  /** Order of the input's axes, and of the output's when it is a feature map. @default 'NHWC' */
  readonly layout?: 'NHWC' | 'NCHW';
  /** `uint8` pixels 0 … 255 need `normalize`; `float32` is what the model itself takes. @default 'float32' */
  readonly input?: 'float32' | 'uint8';
  /** Mean and deviation by channel on the scale 0 … 1, subtracted and divided in the graph. */
  readonly normalize?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** What is done to the model's output last, so that it is probabilities. @default 'none' */
  readonly activation?: 'none' | 'softmax' | 'sigmoid';
  /** Names by which the graph's input and output are asked for. @default `input` and `output` */
  readonly names?: { readonly input?: string; readonly output?: string };
  /** Texts kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The bytes of an ONNX model (opset 13). */
export function encodeOnnx(graph: FoldedGraph, encoding: OnnxEncoding = {}): Uint8Array {
  const builder = new OnnxBuilder();
  const { layout = 'NHWC', activation = 'none', names } = encoding;
  const output = names?.output ?? 'output';
  const values = new Map<number, OnnxValue>([[0, encodeInput(builder, graph.inputShape, encoding)]]);
  for (const op of graph.ops) {
    const inputs = op.inputs.map((i) => values.get(i) as OnnxValue);
    const value = encodeOp(builder, op, inputs);
    values.set(op.output, { ...value, name: activate(builder, op.activation, value) });
  }
  const raw = values.get(graph.result) as OnnxValue;
  const result = { ...raw, name: activate(builder, activation, raw) };
  if (result.map && layout === 'NHWC')
    builder.node('Transpose', [result.name], { perm: toChannelsLast }, output);
  else builder.node('Identity', [result.name], {}, output);
  const shape = dimensions(graph.outputShape);
  builder.output(
    output,
    onnxType.float32,
    result.map && layout === 'NCHW' ? toChannelsFirst.map((i) => shape[i]!) : shape,
  );
  return builder.finish('tsvision', encoding.metadata ?? {});
}

function encodeInput(builder: OnnxBuilder, shape: tf.Shape, encoding: OnnxEncoding): OnnxValue {
  const { layout = 'NHWC', input = 'float32', normalize, names } = encoding;
  const sizes = dimensions(shape);
  const map = shape.length === 4;
  const first = map && layout === 'NCHW';
  let name = names?.input ?? 'input';
  builder.input(name, onnxType[input], first ? toChannelsFirst.map((i) => sizes[i]!) : sizes);
  if (input === 'uint8') name = builder.node('Cast', [name], { to: onnxType.float32 });
  if (map && !first) name = builder.node('Transpose', [name], { perm: toChannelsFirst });
  if (normalize === undefined) return { name, map };
  const { mean, std } = normalize;
  const scale = std.map((s) => 1 / (s * (input === 'uint8' ? 255 : 1)));
  const shift = mean.map((m, i) => -m / (std[i] as number));
  return { name: scaleAndShift(builder, name, Float32Array.from(scale), Float32Array.from(shift), map), map };
}

function dimensions(shape: tf.Shape): OnnxDimension[] {
  const names = shape.length === 4 ? ['batch', 'height', 'width', 'channels'] : ['batch', 'features'];
  return shape.map((size, i) => size ?? names[i] ?? `d${i}`);
}
