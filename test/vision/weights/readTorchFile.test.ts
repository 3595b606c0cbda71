import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TorchFileError } from '../../../src/vision/index.js';
import { timmKey } from '../../../src/vision/weights/lite0Weights.js';
import { readTorchFile } from '../../../src/vision/weights/torch/readTorchFile.js';
import { global, int, type LegacyFile, legacyFile, op, pickle, text, tuple } from './legacyTorch.js';

const plain: LegacyFile = {
  tensors: [
    { name: 'weight', storage: '7', shape: [2, 3], strides: [3, 1] },
    { name: 'counter', storage: '9', shape: [], strides: [] },
  ],
  storages: { '7': Float32Array.of(0, 1, 2, 3, 4, 5), '9': BigInt64Array.of(-5n) },
};

const problemOf = (file: Uint8Array): unknown => {
  try {
    readTorchFile(file, 'file.pth');
  } catch (error) {
    expect(error).toBeInstanceOf(TorchFileError);
    expect((error as Error).message).toMatch(/^file\.pth is not a state dict .*\n→ /);
    return (error as TorchFileError).problem;
  }
  return 'none';
};

describe('a file of torch’s first format', () => {
  it('gives names, shapes and numbers', () => {
    const tensors = readTorchFile(legacyFile(plain), 'file.pth');
    expect([...tensors]).toEqual([
      ['weight', { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) }],
      ['counter', { shape: [], data: BigInt64Array.of(-5n) }],
    ]);
  });

  it('reads doubles as they are and halves as float32', () => {
    const tensors = readTorchFile(
      legacyFile({
        tensors: [
          { name: 'd', storage: 'a', shape: [1], strides: [1] },
          { name: 'h', storage: 'b', shape: [2], strides: [1] },
        ],
        storages: { a: Float64Array.of(0.1), b: Uint16Array.of(0x3c00, 0xc000) },
      }),
      '',
    );
    expect(tensors.get('d')?.data).toEqual(Float64Array.of(0.1));
    expect(tensors.get('h')?.data).toEqual(Float32Array.of(1, -2));
  });

  it('applies any strides and offset, as a plain walk over the indices does', () => {
    const axes = fc.array(
      fc.record({ size: fc.integer({ min: 0, max: 4 }), stride: fc.integer({ min: 0, max: 9 }) }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(axes, fc.integer({ min: 0, max: 5 }), (dims, offset) => {
        const shape = dims.map(({ size }) => size);
        const strides = dims.map(({ stride }) => stride);
        const storage = Float32Array.from({ length: 400 }, (_, i) => i);
        const tensors = readTorchFile(
          legacyFile({
            tensors: [{ name: 't', storage: 's', offset, shape, strides }],
            storages: { s: storage },
          }),
          '',
        );
        let places = [offset];
        for (const { size, stride } of dims)
          places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * stride));
        expect(tensors.get('t')).toEqual({ shape, data: Float32Array.from(places) });
      }),
    );
  });

  it('takes what torch writes besides: the versions of layers as an attribute', () => {
    const metadata = [op('}'), text('_metadata'), op('}'), op('s'), op('b')];
    const dict = [global('collections.OrderedDict'), op(')'), op('R'), ...metadata];
    expect(problemOf(legacyFile({ ...plain, keys: [], pickle: pickle(2, ...dict) }))).toBe('none');
  });
});

describe('anything else ends with a named error', () => {
  it.for([
    ['not-torch', { magic: 0x1234n }],
    ['protocol', { version: 1000 }],
    ['protocol', { protocol: 3 }],
    ['protocol', { littleEndian: false }],
    ['foreign-global', { dict: 'os.system' }],
    ['foreign-global', { dict: 'builtins.eval' }],
    ['foreign-global', { dict: 'torch.storage' }],
    ['foreign-global', { dict: 'torch.toStringStorage' }],
    ['foreign-global', { dict: 'evil.torch.FloatStorage' }],
    ['malformed', { keys: ['7'] }],
    ['malformed', { keys: ['7', '7', '9'] }],
    ['malformed', { keys: ['7', '9', 'x'] }],
    ['truncated', { announced: { '7': 6e6 } }],
    ['bad-tensor', { announced: { '7': 7 } }],
    ['bad-tensor', { tensors: [{ name: 'w', storage: '7', shape: [3, 3], strides: [3, 1] }] }],
    ['bad-tensor', { tensors: [{ name: 'w', storage: '7', shape: [2], strides: [1], offset: 5 }] }],
    ['bad-tensor', { tensors: [{ name: 'w', storage: '7', shape: [2], strides: [-1], offset: 5 }] }],
    ['bad-tensor', { tensors: [{ name: 'w', storage: '7', shape: [2], strides: [1, 1] }] }],
    [
      'bad-tensor',
      { tensors: [{ name: 'w', storage: '7', shape: [2 ** 31 - 1, 2 ** 31 - 1], strides: [0, 0] }] },
    ],
  ] as const)('%s: %o', ([problem, change]) => {
    expect(problemOf(legacyFile({ ...plain, ...change } as LegacyFile))).toBe(problem);
  });

  it.for([
    [
      'malformed',
      'a call of what is no function',
      [global('collections.OrderedDict'), tuple(int(1)), op('R')],
    ],
    ['malformed', 'a dict of no tensors', [op('}'), text('a'), int(1), op('s')]],
    ['malformed', 'a list for a dict', [op(']')]],
    ['malformed', 'an empty stack', []],
    ['malformed', 'an attribute of a tensor dict that is no dict', [op('}'), int(1), op('b')]],
    ['malformed', 'a memo that is not there', [op('h'), op(3)]],
    ['malformed', 'a mark that is not there', [op('t')]],
    ['opcode', 'an opcode of another protocol', [op(0x8c), op(1), op('a')]],
    ['opcode', 'an old instance', [op('i'), Buffer.from('os\nsystem\n')]],
    ['opcode', 'an object made by __new__', [op('}'), op(')'), op(0x81)]],
  ] as const)('%s: %s', ([problem, , content]) => {
    expect(problemOf(legacyFile({ ...plain, pickle: pickle(2, ...content) }))).toBe(problem);
  });

  it('wherever it is cut', () => {
    const whole = legacyFile(plain);
    for (let length = 0; length < whole.length; length++)
      expect(['truncated', 'not-torch', 'malformed']).toContain(problemOf(whole.slice(0, length)));
    expect(problemOf(Buffer.concat([whole, Buffer.of(0)]))).toBe('malformed');
  });

  it('whatever byte of it is changed, or it is read', () => {
    const whole = legacyFile(plain);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = Uint8Array.from(whole);
        changed[at] = byte;
        problemOf(changed); // throws when an error is not of the named kind
      }),
      { numRuns: 2000 },
    );
  });

  it('when many tensors show the same numbers, so that they would fill the memory', () => {
    const storage = new Float32Array(10_000);
    const tensors = Array.from({ length: 500 }, (_, i) => ({
      name: `${i}`,
      storage: 's',
      shape: [10_000],
      strides: [1],
    }));
    expect(problemOf(legacyFile({ tensors, storages: { s: storage } }))).toBe('too-large');
    expect(problemOf(legacyFile({ tensors: tensors.slice(0, 2), storages: { s: storage } }))).toBe('none');
  });
});

it('names the parts of the network as timm does', () => {
  expect(timmKey('_conv_stem.weight')).toBe('conv_stem.weight');
  expect(timmKey('_bn1.running_var')).toBe('bn2.running_var');
  expect(timmKey('_blocks.0._project_conv.weight')).toBe('blocks.0.0.conv_pw.weight');
  expect(timmKey('_blocks.14._bn0.num_batches_tracked')).toBe('blocks.5.3.bn1.num_batches_tracked');
  expect(timmKey('_blocks.15._project_conv.weight')).toBe('blocks.6.0.conv_pwl.weight');
  for (const key of [
    '_blocks.16._bn1.weight',
    '_blocks.0._bn0.weight',
    '_fc',
    'toString.weight',
    '_se.weight',
  ])
    expect(timmKey(key)).toBeUndefined();
});
