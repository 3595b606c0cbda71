import { atomicWrite, expandPath, InvalidArgumentError } from '../../core/index.js';
import { engineReady, type tf } from '../../engine/index.js';
import { foldGraph } from '../compile/foldGraph.js';
import { encodeOnnx, type OnnxEncoding } from './encodeOnnx.js';

/** How {@link exportOnnx} writes a model. */
export interface OnnxExportOptions extends OnnxEncoding {
  /** Class names in the order of the outputs, kept in the file as `classes` (a JSON list). */
  readonly classes?: readonly string[];
}

/**
 * Writes a model as ONNX (opset 13) for inference elsewhere: batch norm folded, dropout gone, batch size free. The
 * input is named `input`, the output `output`.
 *
 * @throws {UnsupportedLayerError} naming a layer outside of the known set; nothing is written then
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
