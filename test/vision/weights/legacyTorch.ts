/** Writes torch's first file format, byte by byte, as `torch.save` of 1.5 did: for tests of the reader. */
export interface LegacyTensor {
  readonly name: string;
  readonly type?: string;
  readonly storage: string;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface LegacyFile {
  readonly tensors: readonly LegacyTensor[];
  /** Raw numbers by key. */
  readonly storages: Readonly<Record<string, Float32Array | BigInt64Array | Float64Array | Uint16Array>>;
  /** What the pickle says a storage holds, where that is not the truth. */
  readonly announced?: Readonly<Record<string, number>>;
  readonly protocol?: number;
  readonly magic?: bigint;
  readonly version?: number;
  readonly littleEndian?: boolean;
  /** What stands for `collections.OrderedDict`. */
  readonly dict?: string;
  readonly keys?: readonly string[];
  /** Whole pickle of the state dict, in place of the tensors'. */
  readonly pickle?: Uint8Array;
}

export const op = (code: string | number): Buffer =>
  typeof code === 'string' ? Buffer.from(code, 'latin1') : Buffer.of(code);

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.write('J', 'latin1');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

export function text(value: string): Buffer {
  const utf8 = Buffer.from(value);
  const head = Buffer.alloc(5);
  head.write('X', 'latin1');
  head.writeUInt32LE(utf8.length, 1);
  return Buffer.concat([head, utf8]);
}

export const global = (name: string): Buffer =>
  Buffer.from(`c${name.slice(0, name.lastIndexOf('.'))}\n${name.slice(name.lastIndexOf('.') + 1)}\n`);

export const tuple = (...items: readonly Buffer[]): Buffer => Buffer.concat([op('('), ...items, op('t')]);

export const pickle = (protocol: number, ...content: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.of(0x80, protocol), ...content, op('.')]);

function long(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 255n));
  if ((bytes.at(-1) ?? 0) > 127) bytes.push(0);
  return Buffer.of(0x8a, bytes.length, ...bytes);
}

const typeOf = (numbers: LegacyFile['storages'][string]): string =>
  ({ Float32Array: 'Float', BigInt64Array: 'Long', Float64Array: 'Double', Uint16Array: 'Half' })[
    numbers.constructor.name
  ] as string;

function stateDict({ tensors, storages, announced, dict = 'collections.OrderedDict' }: LegacyFile): Buffer {
  const items = tensors.map(({ name, type, storage, offset = 0, shape, strides }) => {
    const numbers = storages[storage];
    const length = announced?.[storage] ?? numbers?.length ?? 0;
    const kind = type ?? (numbers ? typeOf(numbers) : 'Float');
    const id = tuple(
      text('storage'),
      global(`torch.${kind}Storage`),
      text(storage),
      text('cpu'),
      int(length),
      op('N'),
    );
    const args = tuple(
      ...[id, op('Q')],
      int(offset),
      tuple(...shape.map(int)),
      tuple(...strides.map(int)),
      op(0x89),
      ...[global('collections.OrderedDict'), op(')'), op('R')],
    );
    return Buffer.concat([text(name), global('torch._utils._rebuild_tensor_v2'), args, op('R')]);
  });
  return Buffer.concat([global(dict), op(')'), op('R'), op('('), ...items, op('u')]);
}

export function legacyFile(file: LegacyFile): Uint8Array {
  const { protocol = 2, magic = 0x1950a86a20f9469cfc6cn, version = 1001, littleEndian = true } = file;
  const keys = file.keys ?? Object.keys(file.storages);
  const system = [op('}'), op('('), text('little_endian'), op(littleEndian ? 0x88 : 0x89), op('u')];
  return Buffer.concat([
    pickle(protocol, long(magic)),
    pickle(protocol, int(version)),
    pickle(protocol, ...system),
    file.pickle ?? pickle(protocol, stateDict(file)),
    pickle(protocol, op(']'), op('('), ...keys.map(text), op('e')),
    ...keys.flatMap((key) => {
      const numbers = file.storages[key] ?? new Float32Array();
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(numbers.length));
      return [length, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)];
    }),
  ]);
}
