import { halfToFloat } from '../../vision/weights/halfFloat.js';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Tensors of a safetensors file as float32. An int8 tensor `x` is multiplied by `x.scale`, one number for each channel of
 * its last axis that is longer than 1: the output channels of a convolution or linear layer.
 *
 * @throws RangeError when the file is not well-formed
 */
export function readTensors(file: Uint8Array): Map<string, Float32Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw new RangeError('it is shorter than it says');
  const { __metadata__: _, ...header } = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  const entries = Object.entries(header as Record<string, Entry>);
  // Copies, so that numbers of several bytes begin where they may. (`slice` of Node's buffers copies nothing.)
  const bytesOf = ({ data_offsets: [begin, end] }: Entry): Uint8Array<ArrayBuffer> =>
    new Uint8Array(file.subarray(8 + length + begin, 8 + length + end));
  const tensors = new Map<string, Float32Array>();
  for (const [name, entry] of entries) {
    const bytes = bytesOf(entry);
    const scales = header[`${name}.scale`] as Entry | undefined;
    if (entry.dtype === 'F32') tensors.set(name, new Float32Array(bytes.buffer));
    else if (entry.dtype === 'F16') tensors.set(name, halfToFloat(new Uint16Array(bytes.buffer)));
    else if (entry.dtype === 'I8' && scales)
      tensors.set(name, scaled(new Int8Array(bytes.buffer), new Float32Array(bytesOf(scales).buffer)));
    else throw new RangeError(`${name} is of the type ${entry.dtype}`);
  }
  return tensors;
}

/** The output channel is the fastest axis of a kernel. */
export function scaled(values: Int8Array, scales: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0, c = 0; i < out.length; i++, c = c + 1 === scales.length ? 0 : c + 1)
    out[i] = values[i]! * scales[c]!;
  return out;
}
