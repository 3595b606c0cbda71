import { atomicWrite, expandPath, InvalidArgumentError } from '../../core/index.js';
import { floatToHalf } from './halfFloat.js';
import type { SafetensorsDtype } from './readSafetensors.js';

/** A tensor to be written: its numbers decide the number format. */
export interface WritableTensor {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The numbers, row by row. */
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Int8Array | Uint8Array;
}

/** How {@link writeSafetensors} writes. */
export interface SafetensorsWriteOptions {
  /** Number format of float32 tensors in the file. @default 'F32' */
  readonly floats?: 'F32' | 'F16';
}

/**
 * Writes named tensors as a safetensors file, whole or not at all.
 *
 * @param metadata texts that go with the file, e.g. `{ arch: 'resnet34' }`
 * @example
 * ```ts
 * import { writeSafetensors } from 'tsvision';
 * await writeSafetensors('a.safetensors', new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]));
 * ```
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>> = {},
  options: SafetensorsWriteOptions = {},
): Promise<void> {
  await atomicWrite(expandPath(path), encodeSafetensors(tensors, metadata, options));
}

/** The bytes that {@link writeSafetensors} writes; equal content gives equal bytes. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, WritableTensor>,
  metadata: Readonly<Record<string, string>> = {},
  { floats = 'F32' }: SafetensorsWriteOptions = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, tensor] of tensors) {
    const { dtype, bytes } = encodeTensor(name, tensor, floats);
    header[name] = { dtype, shape: tensor.shape, data_offsets: [at, at + bytes.byteLength] };
    parts.push(bytes);
    at += bytes.byteLength;
  }
  return join(header, parts, at);
}

function join(header: Record<string, unknown>, parts: readonly Uint8Array[], dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with blanks so that the data starts at a multiple of 8, as other readers like it.
  const length = Math.ceil(json.byteLength / 8) * 8;
  const file = new Uint8Array(8 + length + dataBytes).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, 8);
  let at = 8 + length;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}

function encodeTensor(
  name: string,
  { shape, data }: WritableTensor,
  floats: 'F32' | 'F16',
): { dtype: SafetensorsDtype; bytes: Uint8Array } {
  if (shape.reduce((size, n) => size * n, 1) !== data.length)
    throw new InvalidArgumentError(`tensors.${name}.shape`, shape, `a shape of ${data.length} numbers`);
  const half = data instanceof Float32Array && floats === 'F16';
  const numbers = half ? floatToHalf(data) : data;
  return {
    dtype: half ? 'F16' : dtypeOf(data),
    bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  };
}

function dtypeOf(data: WritableTensor['data']): SafetensorsDtype {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Int8Array) return 'I8';
  return data instanceof BigInt64Array ? 'I64' : 'U8';
}
