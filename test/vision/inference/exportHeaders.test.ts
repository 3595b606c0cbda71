import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTsvisionError } from '../../../src/core/index.js';
import { exportFile, readExport, writeExport } from '../../../src/vision/export/exportFile.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-headers-'));

const good = {
  network: { kind: 'cnn', architecture: 'tinyresnet' },
  classes: ['a', 'b'],
  targetKind: 'single',
  activation: 'softmax',
  preprocessor: {
    target: { height: 32, width: 32, resizeMethod: 'crop', fillMode: 'reflection', fillValue: 0 },
    drawn: [],
  },
  madeWith: { tsvision: '0' },
} as const;

const hostile = fc.oneof(
  fc.constantFrom<unknown>('../../etc/passwd', '/etc/passwd', '__proto__', 'constructor', '', null, [], {}),
  fc.constantFrom<unknown>(-1, 0, 1e9, 2 ** 53, Number.MAX_VALUE, 'x'.repeat(1000)),
  fc.anything({ maxDepth: 2 }),
);
const fields = [
  ...Object.keys(good),
  'format',
  'version',
  'weightsSha256',
  'weightsFile',
  '__proto__',
  'path',
];

/** A file of this description and one tensor of one float. */
function file(description: string): Uint8Array {
  const header = JSON.stringify({
    __metadata__: { tsvision: description },
    t: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
  });
  const json = Buffer.from(header);
  const bytes = Buffer.alloc(8 + json.length + 4);
  bytes.writeBigUInt64LE(BigInt(json.length));
  json.copy(bytes, 8);
  return bytes;
}

it('refuses every description that is not one, with an error on purpose', { timeout: 900_000 }, async () => {
  const path = join(folder, 'any.safetensors');
  const whole = { format: 'tsvision-export', version: 1, ...good, weightsSha256: '0'.repeat(64) };
  const description = fc.oneof(
    fc
      .tuple(fc.constantFrom(...fields), hostile)
      .map(([field, value]) => JSON.stringify({ ...whole, [field]: value }) as string),
    fc.json(),
    fc.string(),
    fc.nat(JSON.stringify(whole).length).map((length) => JSON.stringify(whole).slice(0, length)),
  );
  const before = process.memoryUsage().arrayBuffers;
  await fc.assert(
    fc.asyncProperty(description, async (text) => {
      writeFileSync(path, file(text));
      const error = await readExport(path).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      // No description can be right: its hash is not the tensor's.
      expect(isTsvisionError(error), String(error)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
});

it('reads what it wrote, from the one file that the path names', async () => {
  const tensors = new Map([['t', { shape: [1], data: Float32Array.of(3) }]]);
  const written = await writeExport(join(folder, 'whole'), structuredClone(good) as never, tensors);
  expect(written).toBe(exportFile(join(folder, 'whole')));
  expect((await readExport(written)).info).toMatchObject(good);
});
