import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathNotFoundError } from '../../../src/core/index.js';
import {
  encodeSafetensors,
  readSafetensors,
  SafetensorsError,
  type WritableTensor,
  writeSafetensors,
} from '../../../src/vision/index.js';
import { brainToFloat, floatToHalf, halfToFloat } from '../../../src/vision/weights/halfFloat.js';

/** A file of this header and this many bytes of data. */
function file(header: unknown, dataBytes = 0, announced?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const problemOf = async (bytes: Uint8Array): Promise<string> => {
  const error = await readSafetensors(bytes).then(
    () => undefined,
    (each: unknown) => each,
  );
  expect(error).toBeInstanceOf(SafetensorsError);
  return (error as SafetensorsError).problem;
};

describe('a file that is wrong', () => {
  const f32 = (shape: unknown, offsets: unknown) => ({ t: { dtype: 'F32', shape, data_offsets: offsets } });
  it.for([
    ['nothing', new Uint8Array(0), 'truncated'],
    ['seven bytes', new Uint8Array(7), 'truncated'],
    ['a header longer than the file', file({}, 0, 1000n), 'truncated'],
    ['a header of 2⁶⁴−1 bytes', file({}, 0, 2n ** 64n - 1n), 'header-too-large'],
    ['a header over 25 MB', file({}, 0, 25_000_001n), 'header-too-large'],
    ['no JSON', file('{"a":'), 'header-not-json'],
    ['invalid UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), 'header-not-json'],
    ['a list', file([]), 'header-not-json'],
    [
      'an unknown number format',
      file({ t: { dtype: 'F4', shape: [2], data_offsets: [0, 1] } }, 1),
      'unknown-dtype',
    ],
    [
      'a number format of the prototype',
      file({ t: { dtype: 'toString', shape: [], data_offsets: [0, 0] } }),
      'unknown-dtype',
    ],
    ['the overflow of the audit', file(f32([4194305, 4194305, 211106198978564], [0, 4]), 4), 'bad-shape'],
    ['a shape that does not fill its bytes', file(f32([2], [0, 4]), 4), 'bad-shape'],
    ['a negative size', file(f32([-1], [0, 4]), 4), 'bad-shape'],
    ['a broken size', file(f32([1.5], [0, 6]), 6), 'bad-shape'],
    ['offsets beyond the file', file(f32([2], [0, 8]), 4), 'bad-offsets'],
    ['offsets that run backwards', file(f32([0], [4, 0]), 4), 'bad-offsets'],
    ['bytes of no tensor', file(f32([1], [0, 4]), 8), 'bad-offsets'],
    [
      'a hole',
      file({ ...f32([1], [0, 4]), u: { dtype: 'U8', shape: [1], data_offsets: [5, 6] } }, 6),
      'bad-offsets',
    ],
    [
      'an overlap',
      file({ ...f32([1], [0, 4]), u: { dtype: 'U8', shape: [4], data_offsets: [2, 6] } }, 6),
      'overlap',
    ],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), 'bad-entry'],
  ] as const)('%s is refused', async ([, bytes, problem]) => {
    expect(await problemOf(bytes)).toBe(problem);
  });

  it('is named with its path and tensor', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'bad.safetensors');
    await writeFile(path, file(f32([3], [0, 4]), 4));
    await expect(readSafetensors(path)).rejects.toThrow(/bad\.safetensors.*"t"/s);
    await expect(readSafetensors(`${path}x`)).rejects.toThrow(PathNotFoundError);
  });
});

describe('any header', () => {
  const size = fc.oneof(
    fc.nat(6),
    fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53 - 1, 4194305, 211106198978564, -1, 0.5),
  );
  const entry = fc.record(
    {
      dtype: fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'U8', 'F8_E4M3', '__proto__', 7 as never),
      shape: fc.oneof(
        { weight: 5, arbitrary: fc.array(size, { maxLength: 5 }) },
        { weight: 1, arbitrary: fc.anything() },
      ),
      data_offsets: fc.oneof(
        { weight: 5, arbitrary: fc.array(size, { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.anything() },
      ),
    },
    { requiredKeys: [] },
  );
  const header = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__', 'constructor')),
        entry,
        { maxKeys: 4 },
      ),
    },
    { weight: 1, arbitrary: fc.anything() },
    { weight: 1, arbitrary: fc.string() },
  );

  it('is read or refused, and never costs more memory than the file', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        header,
        fc.nat(64),
        fc.option(fc.bigInt(0n, 2n ** 64n - 1n), { freq: 20 }),
        async (content, dataBytes, announced) => {
          const text =
            typeof content === 'string'
              ? content
              : (JSON.stringify(content, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? '');
          const bytes = file(text, dataBytes, announced ?? undefined);
          const read = await readSafetensors(bytes).catch((error: unknown) => {
            expect(error).toBeInstanceOf(SafetensorsError);
            return undefined;
          });
          let total = 0;
          for (const { data, dtype } of read?.tensors.values() ?? [])
            total += data.byteLength / (dtype.endsWith('F16') ? 2 : 1);
          expect(total).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('of mutated bytes is read or refused', async () => {
    const tensors = new Map<string, WritableTensor>([
      ['a', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['b', { shape: [], data: BigInt64Array.of(7n) }],
    ]);
    const good = encodeSafetensors(tensors, { arch: 'x' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(good.length),
        async (edits, cut) => {
          const bytes = good.slice(0, cut % 5 === 0 ? cut : good.length);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          await readSafetensors(bytes).catch((error: unknown) =>
            expect(error).toBeInstanceOf(SafetensorsError),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a file that we write', () => {
  it('is read from a Buffer as from an array (a Buffer’s slices are no copies)', async () => {
    const bytes = encodeSafetensors(
      new Map([
        ['a', { shape: [2], data: Float32Array.of(1, 2) }],
        ['b', { shape: [1], data: BigInt64Array.of(3n) }],
      ]),
    );
    // In the middle of a larger piece of memory, as Node's small files are.
    const buffer = Buffer.concat([Buffer.alloc(24, 7), bytes, Buffer.alloc(8, 7)]).subarray(
      24,
      24 + bytes.length,
    );
    const { tensors } = await readSafetensors(buffer);
    expect(tensors).toEqual((await readSafetensors(bytes)).tensors);
    expect(tensors.get('a')?.data).toEqual(Float32Array.of(1, 2));
  });

  it('is read again bit for bit', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'tsvision-')), 'deep', 'file.safetensors');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
          fc.oneof(
            fc.float32Array(),
            fc.int32Array(),
            fc.uint8Array(),
            fc.bigInt64Array(),
            fc.float64Array(),
          ),
          { maxKeys: 4 },
        ),
        async (arrays) => {
          const tensors = new Map(
            Object.entries(arrays).map(([name, data]) => [
              name,
              { shape: [data.length, 1], data } as WritableTensor,
            ]),
          );
          await writeSafetensors(path, tensors, { note: 'ü' });
          for (const { tensors: read, metadata } of [
            await readSafetensors(path),
            await readSafetensors(encodeSafetensors(tensors, { note: 'ü' })),
          ]) {
            expect(metadata).toEqual({ note: 'ü' });
            expect([...read.keys()].sort()).toEqual([...tensors.keys()].sort());
            for (const [name, { shape, data }] of read) {
              expect(shape).toEqual(tensors.get(name)?.shape);
              expect(
                Buffer.from(data.buffer).equals(
                  Buffer.from((tensors.get(name)!.data as Float32Array).slice().buffer),
                ),
              ).toBe(true);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('half precision', () => {
  it('reads every bit pattern as the standard says and writes it back', () => {
    const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const values = halfToFloat(patterns);
    expect([0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x0400].map((p) => values[p])).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
      Number.POSITIVE_INFINITY,
      2 ** -14,
    ]);
    const back = floatToHalf(values);
    const wrong = [...patterns].filter((p) => back[p] !== p && !Number.isNaN(values[p]!));
    expect(wrong).toEqual([]);
    expect(values[0x7e00]).toBeNaN();
  });

  it('rounds to the nearest half, ties to even', () => {
    const halves = halfToFloat(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), fc.double({ min: 0, max: 1, noNaN: true }), (i, t) => {
        const [low, high] = [halves[i]!, halves[i + 1]!];
        const value = Math.fround(low + t * (high - low));
        const [below, above] = [value - low, high - value];
        const expected = below < above ? i : above < below ? i + 1 : i % 2 === 0 ? i : i + 1;
        expect(floatToHalf(Float32Array.of(value))[0]).toBe(expected);
        expect(floatToHalf(Float32Array.of(-value))[0]).toBe(expected | 0x8000);
      }),
      { numRuns: 2000 },
    );
    expect([...floatToHalf(Float32Array.of(65520, 1e9, 2 ** -26))]).toEqual([0x7c00, 0x7c00, 0]);
  });

  it('reads bfloat16 as the upper half of float32', () => {
    expect([...brainToFloat(Uint16Array.of(0x3f80, 0xc040, 0x7f80))]).toEqual([
      1,
      -3,
      Number.POSITIVE_INFINITY,
    ]);
  });
});
