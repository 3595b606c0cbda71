import { PickleBytes } from './pickleBytes.js';
import { type StorageType, storageTypes } from './storageTypes.js';

/** A storage that a tensor refers to: raw numbers, which follow the pickles. */
export interface StorageRef {
  readonly key: string;
  readonly type: StorageType;
  /** Numbers in it. */
  readonly length: number;
}

/** A tensor as the file describes it: a window on a storage, `strides` numbers apart. */
export interface TensorRef {
  readonly storage: StorageRef;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What a pickle may hold here. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | PickleMap
  | PickleObject;
type PickleMap = Map<PickleValue, PickleValue>;

/** What stands in a pickle for something of torch's: nothing is ever called. */
class PickleObject {
  constructor(readonly content: PickleContent) {}
}
type PickleContent =
  | { readonly kind: 'orderedDict' | 'rebuildTensor' }
  | { readonly kind: 'storageType'; readonly type: StorageType }
  | { readonly kind: 'storage'; readonly storage: StorageRef }
  | { readonly kind: 'tensor'; readonly tensor: TensorRef };

/** The tensor that a value of a state dict is, if it is one. */
export function tensorOf(value: PickleValue): TensorRef | undefined {
  return value instanceof PickleObject && value.content.kind === 'tensor' ? value.content.tensor : undefined;
}

const mark = Symbol('mark');

/**
 * Reads one pickle of a torch file: plain values, and the three things that a state dict is made of (`OrderedDict`,
 * `_rebuild_tensor_v2`, `…Storage`). A pickle is a program; of this one only these words are understood, and any other
 * ends it, so that a file can neither run nor build anything else. Memory stays within a small multiple of the file.
 *
 * @throws {TorchFileError}
 */
export class StateDictPickle {
  readonly #stack: (PickleValue | typeof mark)[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** What is still to be read. */
  readonly input: PickleBytes;

  constructor(bytes: Uint8Array, start: number, source: string) {
    this.input = new PickleBytes(bytes, start, source);
  }

  /** The value, and where the pickle ends. */
  read(): { readonly value: PickleValue; readonly end: number } {
    if (this.input.uint(1) !== 0x80) this.input.fail('not-torch', 'it does not begin as torch’s files do');
    const protocol = this.input.uint(1);
    if (protocol !== 2) this.input.fail('protocol', `a pickle in it is of protocol ${protocol}, not 2`);
    for (;;) {
      const opcode = this.input.uint(1);
      if (opcode === 0x2e) return { value: this.#pop(), end: this.input.at };
      const work = opcodes[opcode];
      if (work === undefined)
        return this.input.fail('opcode', `it uses the pickle opcode 0x${opcode.toString(16)}`);
      work(this);
    }
  }

  push(value: PickleValue | typeof mark): void {
    this.#stack.push(value);
  }

  pushMark(): void {
    this.#stack.push(mark);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    return value === undefined || value === mark
      ? this.input.fail('malformed', 'a pickle in it is out of step')
      : value;
  }

  /** The values since the last mark. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) this.input.fail('malformed', 'a pickle in it is out of step');
    return this.#stack.splice(at).slice(1) as PickleValue[];
  }

  /** The topmost `count` values. */
  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  keep(index: number): void {
    const value = this.#pop();
    this.#memo.set(index, value);
    this.push(value);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) this.input.fail('malformed', 'a pickle in it refers to what is not there');
    this.push(value as PickleValue);
  }

  append(values: readonly PickleValue[]): void {
    const list = this.#pop();
    if (!Array.isArray(list)) throw this.input.error('malformed', 'it appends to what is no list');
    for (const value of values) list.push(value);
    this.push(list);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const map = this.#pop();
    if (!(map instanceof Map) || pairs.length % 2 > 0)
      throw this.input.error('malformed', 'it sets an item of what is no dict');
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i] as PickleValue, pairs[i + 1] as PickleValue);
    this.push(map);
  }

  /** A name out of a Python module: one of the three things, or the end. */
  global(): void {
    const name = `${this.input.line()}.${this.input.line()}`;
    const type = /^torch\.(\w+)Storage$/.exec(name)?.[1];
    if (name === 'collections.OrderedDict') this.push(new PickleObject({ kind: 'orderedDict' }));
    else if (name === 'torch._utils._rebuild_tensor_v2')
      this.push(new PickleObject({ kind: 'rebuildTensor' }));
    else if (type !== undefined && Object.hasOwn(storageTypes, type))
      this.push(new PickleObject({ kind: 'storageType', type: type as StorageType }));
    else this.input.fail('foreign-global', `it asks for ${JSON.stringify(name.slice(0, 100))}`);
  }

  reduce(): void {
    const args = this.#pop();
    const func = this.#pop();
    const kind = func instanceof PickleObject ? func.content.kind : undefined;
    if (kind === 'orderedDict' && Array.isArray(args) && args.length === 0) this.push(new Map());
    else if (kind === 'rebuildTensor' && Array.isArray(args)) this.push(this.#tensor(args));
    else this.input.fail('malformed', 'it calls what it may not');
  }

  /** torch gives its state dicts an attribute of layer versions; nothing here has attributes. */
  build(): void {
    const [target, state] = this.popMany(2) as [PickleValue, PickleValue];
    if (!(target instanceof Map && state instanceof Map))
      this.input.fail('malformed', 'it gives attributes to what has none');
    this.push(target);
  }

  #tensor([storage, offset, shape, strides, ...rest]: readonly PickleValue[]): PickleObject {
    const content = storage instanceof PickleObject ? storage.content : undefined;
    const sound =
      content?.kind === 'storage' && isSize(offset) && isSizes(shape) && isSizes(strides) && rest.length <= 3;
    if (!sound || shape.length !== strides.length)
      return this.input.fail('bad-tensor', 'a tensor in it is not described as torch does');
    return new PickleObject({ kind: 'tensor', tensor: { storage: content.storage, offset, shape, strides } });
  }

  /** A persistent id: what torch writes for a storage. */
  persistent(): void {
    const id = this.#pop();
    const [kind, typed, key, place, length, view] = Array.isArray(id) ? id : [];
    const content = typed instanceof PickleObject ? typed.content : undefined;
    const sound =
      kind === 'storage' && typeof key === 'string' && typeof place === 'string' && isSize(length);
    if (!sound || content?.kind !== 'storageType' || (view ?? null) !== null)
      throw this.input.error('bad-tensor', 'a storage in it is not described as torch does');
    this.push(new PickleObject({ kind: 'storage', storage: { key, type: content.type, length } }));
  }
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= 32 && value.every(isSize);
}

/** The words of a pickle that are understood; tuples are lists here. */
const opcodes: Readonly<Record<number, (pickle: StateDictPickle) => void>> = {
  40: (p) => p.pushMark(), // (
  41: (p) => p.push([]), // ) the empty tuple
  74: (p) => p.push(p.input.int32()), // J
  75: (p) => p.push(p.input.uint(1)), // K
  77: (p) => p.push(p.input.uint(2)), // M
  78: (p) => p.push(null), // N
  81: (p) => p.persistent(), // Q
  82: (p) => p.reduce(), // R
  88: (p) => p.push(p.input.text()), // X
  93: (p) => p.push([]), // ]
  97: (p) => p.append(p.popMany(1)), // a
  98: (p) => p.build(), // b
  99: (p) => p.global(), // c
  101: (p) => p.append(p.popToMark()), // e
  104: (p) => p.recall(p.input.uint(1)), // h
  106: (p) => p.recall(p.input.uint(4)), // j
  113: (p) => p.keep(p.input.uint(1)), // q
  114: (p) => p.keep(p.input.uint(4)), // r
  115: (p) => p.setItems(p.popMany(2)), // s
  116: (p) => p.push(p.popToMark()), // t
  117: (p) => p.setItems(p.popToMark()), // u
  125: (p) => p.push(new Map()), // }
  133: (p) => p.push(p.popMany(1)),
  134: (p) => p.push(p.popMany(2)),
  135: (p) => p.push(p.popMany(3)),
  136: (p) => p.push(true),
  137: (p) => p.push(false),
  138: (p) => p.push(p.input.long()),
};
