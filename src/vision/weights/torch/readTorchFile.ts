import { TorchFileError, type TorchFileProblem } from '../../errors.js';
import type { TensorData } from '../readSafetensors.js';
import type { WritableTensor } from '../writeSafetensors.js';
import { type PickleValue, StateDictPickle, type TensorRef, tensorOf } from './stateDictPickle.js';
import { storageTypes } from './storageTypes.js';

const magic = 0x1950a86a20f9469cfc6cn;
const version = 1001;
/** Tensors may share storages; all together take no more than this many times the file. */
const mostShared = 4;

/**
 * The tensors of a state dict that PyTorch wrote in its first format, as it did before 1.6: pickles of what is there,
 * then the raw numbers. Nothing is trusted and nothing is run (see {@link StateDictPickle}); every tensor is checked
 * before memory is taken for it, and is given row by row, however its strides lay.
 *
 * @param source path of the file, for messages
 * @throws {TorchFileError} for any other file, and for one that is cut or changed
 */
export function readTorchFile(bytes: Uint8Array, source: string): Map<string, WritableTensor> {
  // Slices of a Buffer are no copies.
  return new TorchFile(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), source).read();
}

class TorchFile {
  #at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly source: string,
  ) {}

  read(): Map<string, WritableTensor> {
    if (this.#next() !== magic) this.#fail('not-torch', 'it does not begin as torch’s files do');
    if (this.#next() !== version) this.#fail('protocol', `its version is not ${version}`);
    const system = this.#next();
    if (!(system instanceof Map) || system.get('little_endian') !== true)
      this.#fail('protocol', 'its numbers are not little-endian');
    const tensors = this.#stateDict(this.#next());
    this.#checkSizes(tensors);
    const storages = this.#storages(tensors, this.#next());
    return new Map(
      [...tensors].map(([name, tensor]) => {
        const data = rowByRow(storages.get(tensor.storage.key) as TensorData, tensor);
        return [name, { shape: tensor.shape, data }];
      }),
    );
  }

  #next(): PickleValue {
    const { value, end } = new StateDictPickle(this.bytes, this.#at, this.source).read();
    this.#at = end;
    return value;
  }

  #stateDict(value: PickleValue): Map<string, TensorRef> {
    if (!(value instanceof Map)) return this.#fail('malformed', 'it holds no state dict');
    const tensors = new Map<string, TensorRef>();
    for (const [name, item] of value) {
      const tensor = tensorOf(item);
      if (typeof name !== 'string' || tensor === undefined)
        return this.#fail('malformed', 'its state dict holds something else than named tensors');
      tensors.set(name, tensor);
    }
    return tensors;
  }

  /** Each tensor must lie in its storage, and none may be larger: a stride of 0 would make much of little. */
  #checkSizes(tensors: ReadonlyMap<string, TensorRef>): void {
    let room = mostShared * this.bytes.byteLength;
    for (const [name, { storage, offset, shape, strides }] of tensors) {
      const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
      const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] as number), offset);
      if (count > 0 && !(count <= storage.length && last < storage.length))
        this.#fail(
          'bad-tensor',
          `the tensor ${JSON.stringify(name.slice(0, 100))} does not lie in its storage`,
        );
      room -= count * storageTypes[storage.type].bytes;
      if (room < 0) this.#fail('too-large', 'its tensors are many times larger than itself');
    }
  }

  /** The raw numbers, in the order of `keys`. */
  #storages(tensors: ReadonlyMap<string, TensorRef>, keys: PickleValue): Map<string, TensorData> {
    const wanted = new Map([...tensors.values()].map(({ storage }) => [storage.key, storage]));
    for (const { storage } of tensors.values()) {
      const { type, length } = wanted.get(storage.key) as TensorRef['storage'];
      if (type !== storage.type || length !== storage.length)
        this.#fail('bad-tensor', 'a storage in it has two descriptions');
    }
    const storages = new Map<string, TensorData>();
    for (const key of Array.isArray(keys) ? keys : []) {
      const storage = typeof key === 'string' ? wanted.get(key) : undefined;
      if (storage === undefined || storages.has(storage.key))
        return this.#fail('malformed', 'its list of storages is not that of its tensors');
      storages.set(storage.key, this.#numbers(storage));
    }
    if (storages.size < wanted.size)
      this.#fail('malformed', 'its list of storages is not that of its tensors');
    if (this.#at !== this.bytes.byteLength) this.#fail('malformed', 'bytes follow its last storage');
    return storages;
  }

  #numbers({ type, length }: TensorRef['storage']): TensorData {
    const { bytes: unit, read } = storageTypes[type];
    const left = this.bytes.byteLength - this.#at - 8;
    if (left < 0 || length * unit > left) this.#fail('truncated', 'it ends within its numbers');
    const { buffer, byteOffset } = this.bytes;
    const announced = new DataView(buffer, byteOffset + this.#at, 8).getBigUint64(0, true);
    if (announced !== BigInt(length))
      this.#fail('bad-tensor', 'a storage has another length than its tensor says');
    const from = this.#at + 8;
    this.#at = from + length * unit;
    return read(this.bytes.slice(from, this.#at).buffer as ArrayBuffer);
  }

  #fail(problem: TorchFileProblem, detail: string): never {
    throw new TorchFileError(this.source, problem, detail);
  }
}

/** The numbers of a tensor without gaps, the last axis fastest. */
function rowByRow(storage: TensorData, { offset, shape, strides }: TensorRef): TensorData {
  const count = shape.reduce((product, size) => product * size, 1);
  const numbers = new (storage.constructor as Float32ArrayConstructor)(count) as unknown as (
    | number
    | bigint
  )[];
  const at = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let i = 0; i < count; i++) {
    numbers[i] = storage[from] as number | bigint;
    // Counts the place on, as an odometer does.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size, stride] = [shape[axis] as number, strides[axis] as number];
      from += stride;
      if (++(at[axis] as number) < size) break;
      from -= stride * size;
      at[axis] = 0;
    }
  }
  return numbers as unknown as TensorData;
}
