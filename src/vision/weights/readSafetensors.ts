import { type FileHandle, open } from 'node:fs/promises';
import { expandPath, PathNotFoundError } from '../../core/index.js';
import { SafetensorsError, type SafetensorsProblem } from '../errors.js';
import { brainToFloat, halfToFloat } from './halfFloat.js';

/** Numbers of a tensor in memory; half precision has become float32. */
export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Int8Array | Uint8Array;

/** A named tensor as it was read. */
export interface NamedTensor {
  /** Number format in the file. */
  readonly dtype: SafetensorsDtype;
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The numbers, row by row. */
  readonly data: TensorData;
}

/** Content of a safetensors file. */
export interface Safetensors {
  /** Path of the file, or `(buffer)`. */
  readonly source: string;
  /** What the header says besides the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  /** By key, in the file's order. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/**
 * Reads a safetensors file, or one that is in memory. Nothing is trusted: the header is checked as a whole
 * before any tensor is made, and no more memory is taken than the file is long (half precision doubles).
 *
 * @throws {SafetensorsError} when the file is not well-formed
 * @throws {PathNotFoundError} when there is no such file
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from 'tsvision';
 * await writeSafetensors('a.safetensors', new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]));
 * const { tensors } = await readSafetensors('a.safetensors');
 * tensors.get('x')?.shape; // → [ 2 ]
 * ```
 */
export async function readSafetensors(file: string | Uint8Array): Promise<Safetensors> {
  if (typeof file === 'string') return readFile(expandPath(file));
  // Slices of a Buffer, which is what Node's own readFile gives, are no copies.
  return readBuffer(new Uint8Array(file.buffer, file.byteOffset, file.byteLength));
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
    case 'I8':
      return new Int8Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}

/** Number formats that are read. `F16` and `BF16` become float32 in memory. */
export type SafetensorsDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I8' | 'U8' | 'BOOL';

/** One tensor's description in the header. */
export interface SafetensorsEntry {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** First byte in the data section. */
  readonly begin: number;
  /** Byte after the last one in the data section. */
  readonly end: number;
}

/** A checked header: everything in it lies inside the file. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
}

/** Largest header that is read, in bytes: Hugging Face's own limit. */
const maxHeaderBytes = 25_000_000;

const bytesOf: Readonly<Record<SafetensorsDtype, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * Length of the header from the first 8 bytes of a file.
 *
 * @throws {SafetensorsError} when the header would not fit into the file or is over {@link maxHeaderBytes}.
 */
export function headerLength(start: Uint8Array, fileBytes: number, source: string): number {
  if (start.byteLength < 8 || fileBytes < 8)
    throw new SafetensorsError(source, 'truncated', 'it has no header');
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes))
    throw new SafetensorsError(source, 'header-too-large', `it announces a header of ${length} bytes`);
  if (Number(length) > fileBytes - 8)
    throw new SafetensorsError(source, 'truncated', `its header is ${length} bytes, the file ${fileBytes}`);
  return Number(length);
}

/**
 * Parses and checks a header: known number formats, shapes whose size does not overflow and equals the bytes
 * they are given, ranges that lie in the data section without overlap and leave no hole.
 *
 * @param json the header's bytes
 * @param dataBytes bytes of the file after the header
 * @throws {SafetensorsError}
 */
export function parseHeader(json: Uint8Array, dataBytes: number, source: string): SafetensorsHeader {
  const raw = parseJson(json, source);
  const entries = new Map<string, SafetensorsEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === '__metadata__') metadata = checkMetadata(value, source);
    else entries.set(name, checkEntry(name, value, dataBytes, source));
  }
  checkLayout(entries, dataBytes, source);
  return { metadata, entries };
}

function parseJson(json: Uint8Array, source: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new SafetensorsError(source, 'header-not-json', 'its header is not JSON');
  }
  if (!isRecord(value))
    throw new SafetensorsError(source, 'header-not-json', 'its header is not a JSON object');
  return value;
}

function checkMetadata(value: unknown, source: string): Record<string, string> {
  if (!isRecord(value) || Object.values(value).some((text) => typeof text !== 'string'))
    throw new SafetensorsError(source, 'bad-entry', 'its __metadata__ is not a map of texts');
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataBytes: number, source: string): SafetensorsEntry {
  const fail = (problem: SafetensorsProblem, detail: string): never => {
    throw new SafetensorsError(source, problem, detail, name);
  };
  if (!isRecord(value)) return fail('bad-entry', 'an entry of its header is not an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(bytesOf, dtype))
    return fail(
      'unknown-dtype',
      `number format ${String(JSON.stringify(dtype)).slice(0, 40)} is not supported`,
    );
  if (!isSizes(shape)) return fail('bad-shape', 'a shape is not a list of whole numbers ≥ 0');
  if (!isSizes(offsets) || offsets.length !== 2) return fail('bad-offsets', 'data_offsets is not a pair');
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes)
    return fail('bad-offsets', `bytes ${begin} to ${end} do not lie in its ${dataBytes} bytes of data`);
  const bytes = checkedBytes(shape, bytesOf[dtype as SafetensorsDtype], dataBytes);
  if (bytes !== end - begin)
    return fail(
      'bad-shape',
      `a shape of [${shape.slice(0, 8).join(', ')}] does not fill ${end - begin} bytes`,
    );
  return { dtype: dtype as SafetensorsDtype, shape, begin, end };
}

/** Bytes of a shape, or `undefined` as soon as the product leaves the file: it can then never overflow. */
function checkedBytes(shape: readonly number[], unit: number, limit: number): number | undefined {
  if (shape.includes(0)) return 0;
  let bytes = unit;
  for (const size of shape) {
    if (size > limit / bytes) return undefined;
    bytes *= size;
  }
  return bytes;
}

function checkLayout(
  entries: ReadonlyMap<string, SafetensorsEntry>,
  dataBytes: number,
  source: string,
): void {
  let at = 0;
  for (const [name, entry] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < at) throw new SafetensorsError(source, 'overlap', 'two tensors share bytes', name);
    if (entry.begin > at)
      throw new SafetensorsError(source, 'bad-offsets', 'bytes of its data belong to no tensor', name);
    at = entry.end;
  }
  if (at !== dataBytes)
    throw new SafetensorsError(
      source,
      'bad-offsets',
      `its tensors end at byte ${at}, its data at ${dataBytes}`,
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 32 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
