import { type FileHandle, open } from 'node:fs/promises';
import { expandPath, PathNotFoundError } from '../../core/index.js';
import { SafetensorsError } from '../errors.js';
import { brainToFloat, halfToFloat } from './halfFloat.js';
import {
  headerLength,
  parseHeader,
  type SafetensorsDtype,
  type SafetensorsEntry,
} from './safetensorsHeader.js';

/** Numbers of a tensor in memory; half precision has become float32. */
export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** A named tensor as it was read. */
export interface NamedTensor {
  /** Number format in the file. */
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Content of a safetensors file. */
export interface Safetensors {
  /** Path of the file, or `(buffer)`. */
  readonly source: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/**
 * Reads a safetensors file, or one that is in memory. Nothing is trusted: the header is checked as a whole
 * before any tensor is made, and no more memory is taken than the file is long (half precision doubles).
 *
 * @throws {SafetensorsError} when the file is not well-formed
 * @throws {PathNotFoundError} when there is no such file
 */
export async function readSafetensors(file: string | Uint8Array): Promise<Safetensors> {
  return typeof file === 'string' ? readFile(expandPath(file)) : readBuffer(file);
}

async function readFile(path: string): Promise<Safetensors> {
  const handle = await open(path).catch(() => {
    throw new PathNotFoundError(path, 'file');
  });
  try {
    const { size } = await handle.stat();
    const length = headerLength(await readBytes(handle, 0, Math.min(8, size), path), size, path);
    const header = parseHeader(await readBytes(handle, 8, length, path), size - 8 - length, path);
    const tensors = new Map<string, NamedTensor>();
    for (const [name, entry] of header.entries) {
      const bytes = await readBytes(handle, 8 + length + entry.begin, entry.end - entry.begin, path);
      tensors.set(name, toTensor(entry, bytes));
    }
    return { source: path, metadata: header.metadata, tensors };
  } finally {
    await handle.close();
  }
}

function readBuffer(file: Uint8Array): Safetensors {
  const source = '(buffer)';
  const length = headerLength(file.subarray(0, 8), file.byteLength, source);
  const data = file.subarray(8 + length);
  const header = parseHeader(file.subarray(8, 8 + length), data.byteLength, source);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of header.entries)
    tensors.set(name, toTensor(entry, data.slice(entry.begin, entry.end)));
  return { source, metadata: header.metadata, tensors };
}

async function readBytes(handle: FileHandle, at: number, length: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new SafetensorsError(path, 'truncated', 'it became shorter while being read');
    done += bytesRead;
  }
  return bytes;
}

/** @param bytes exactly the tensor's bytes, at the start of their own buffer so that any view is aligned */
function toTensor({ dtype, shape }: SafetensorsEntry, bytes: Uint8Array): NamedTensor {
  const { buffer } = bytes as Uint8Array<ArrayBuffer>;
  return { dtype, shape, data: toNumbers(dtype, buffer) };
}

function toNumbers(dtype: SafetensorsDtype, buffer: ArrayBuffer): TensorData {
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return halfToFloat(new Uint16Array(buffer));
    case 'BF16':
      return brainToFloat(new Uint16Array(buffer));
    case 'I64':
      return new BigInt64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}
