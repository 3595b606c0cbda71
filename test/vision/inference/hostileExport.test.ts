import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isTsvisionError } from '../../../src/core/index.js';
import { createCnn } from '../../../src/train/index.js';
import { ExportError, InferenceModel, models } from '../../../src/vision/index.js';
import { photoBunch, photoFolder } from '../../train/fixtures/photoFolder.js';

type Description = Record<string, unknown> & { network: object; preprocessor: { target: object } };

const folder = mkdtempSync(join(tmpdir(), 'tsvision-hostile-'));
let exported: Buffer;
beforeAll(async () => {
  const learn = await createCnn(await photoBunch(await photoFolder(6)), models.tinyresnet, {
    pretrained: false,
    linFtrs: [8],
  });
  exported = readFileSync(await learn.export(join(folder, 'good.safetensors')));
});

/** A whole export with right hashes, whose description and header somebody changed. */
function changed(change: (info: Description, header: Record<string, unknown>) => void): string {
  const length = Number(exported.readBigUInt64LE());
  const header = JSON.parse(exported.subarray(8, 8 + length).toString());
  const info = JSON.parse(header.__metadata__.tsvision);
  change(info, header);
  header.__metadata__.tsvision = JSON.stringify(info);
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.concat([Buffer.alloc(8), text, exported.subarray(8 + length)]);
  bytes.writeBigUInt64LE(BigInt(text.length));
  const path = join(folder, 'changed.safetensors');
  writeFileSync(path, bytes);
  return path;
}

/** How loading it ends, which must be with an error on purpose and without much memory. */
async function refusal(path: string): Promise<Error> {
  const before = process.memoryUsage.rss();
  const error = await InferenceModel.load(path).then(
    () => new Error('it was loaded'),
    (thrown: Error) => thrown,
  );
  expect(isTsvisionError(error), String(error.stack)).toBe(true);
  // What is claimed would take 17 GB. Reading a description of a million names takes a hundred megabytes of its own.
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 30);
  return error;
}

it('loads when nothing was changed', async () => {
  const model = await InferenceModel.load(changed(() => {}));
  expect(model.classes).toHaveLength(2);
});

it('that is something else is said to be', async () => {
  const path = join(folder, 'photo.jpg');
  writeFileSync(path, 'photo');
  expect(await refusal(path)).toMatchObject({ name: 'ExportError', problem: 'it is no .safetensors file' });
  expect((await refusal(folder)).message).toContain('export.safetensors');
  expect((await refusal(join(folder, 'nothing.jpg'))).name).toBe('PathNotFoundError');
});

describe('an export that names other files', () => {
  const outside = [
    '../../../etc/passwd',
    '/etc/passwd',
    '..\\..\\windows',
    'file:///etc/passwd',
    'http://127.0.0.1/model.json',
    'C:\\model',
    '\0',
    '__proto__',
    'constructor',
    'toString',
  ];
  it.each(outside)('%j as its architecture is refused', async (architecture) => {
    const error = await refusal(changed((info) => Object.assign(info.network, { architecture })));
    expect(error).toBeInstanceOf(ExportError);
    expect(error.message).toContain('is not known here');
  });

  it.each(['weightsFile', 'path', 'include', 'pretrained', 'code', 'url'])(
    'by a field %s of its own is refused',
    async (field) => {
      for (const place of outside) {
        const error = await refusal(changed((info) => Object.assign(info, { [field]: place })));
        expect(error.message).toContain('its description is wrong');
      }
    },
  );

  it.each(outside)('%j as the name of a tensor is refused', async (name) => {
    const error = await refusal(
      changed((_info, header) => {
        const [first] = Object.keys(header).filter((key) => key !== '__metadata__');
        Object.defineProperty(header, name, { value: header[first as string], enumerable: true });
        delete header[first as string];
      }),
    );
    expect(error.name).toMatch(/ExportError|SafetensorsError/);
  });
});

describe('an export that claims more than it holds', () => {
  it.each([
    ['hidden layers of any width', { linFtrs: [65_536, 65_536] }],
    ['one layer that is too wide', { linFtrs: [65_536] }],
    ['no hidden layer', { linFtrs: [] }],
    ['the usual head', { linFtrs: undefined }],
  ])('%s is refused before it is built', async (_what, network) => {
    const error = await refusal(changed((info) => Object.assign(info.network, network)));
    expect(error.message).toContain('its weights differ');
  });

  it('classes without outputs', async () => {
    const classes = Array.from({ length: 1_000_000 }, (_, i) => `${i}`);
    const error = await refusal(changed((info) => Object.assign(info, { classes })));
    expect(error.message).toContain('its weights differ');
  });

  it('photos that fill the memory', async () => {
    const target = { height: 65_536, width: 65_536 };
    const error = await refusal(changed((info) => Object.assign(info.preprocessor.target, target)));
    expect(error.message).toContain('its description is wrong');
  });

  it('another body than its weights are for', async () => {
    const error = await refusal(changed((info) => Object.assign(info.network, { architecture: 'resnet18' })));
    expect(error.name).toBe('WeightsMismatchError');
  });
});

it('of code instead of layers is refused', async () => {
  for (const layer of ['Lambda', 'Function', 'eval', '../evil', '__proto__']) {
    const topology = {
      class_name: 'Sequential',
      config: { name: 'x', layers: [{ class_name: layer, config: { function: 'process.exit(1)' } }] },
    };
    const error = await refusal(
      changed((info) => Object.assign(info, { network: { kind: 'keras', topology } })),
    );
    expect(error.message).toContain('its network cannot be built');
  }
});
