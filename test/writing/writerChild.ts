import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvWriter, parquetWriter } from '../../src/cli/predict/outputWriters.js';
import { writeNotebook } from '../../src/cli/run/writeNotebook.js';
import { atomicWrite, JsonLines, withFileLock, writeDraft } from '../../src/core/index.js';
import { resumableDownload } from '../../src/data/archives/resumableDownload.js';
import { unpackArchive } from '../../src/data/archives/unpackArchive.js';
import { downloadImages } from '../../src/data/download/downloadImages.js';
import { moveToTrash } from '../../src/data/trash/moveToTrash.js';
import { undoTrash } from '../../src/data/trash/undoMoves.js';
import { writeSafetensors } from '../../src/vision/weights/writeSafetensors.js';

// node writerChild.mjs WRITER FOLDER ADDRESS once|forever: writes again and again, each time another generation,
// until killed; with `once` it writes one more time and ends.
const [writer = '', folder = '', address = '', times] = process.argv.slice(2);

const rows = Array.from({ length: 2000 }, (_, index) => ({
  ...{ index, path: `${index}.jpg`, label: 'bear', error: '' },
  probabilities: [0.25, 0.75],
}));

/** Writes the table of a prediction as the command does that joins its parts. */
async function writeTable(name: string, open: typeof csvWriter): Promise<void> {
  await writeDraft(join(folder, name), async (draft) => {
    const table = await open(draft, ['a', 'b']);
    for (let at = 0; at < rows.length; at += 100) await table.write(rows.slice(at, at + 100));
    await table.finish();
  });
}

const writers: Record<string, (generation: number) => Promise<unknown>> = {
  file: (n) => atomicWrite(join(folder, 'file'), `${n} `.repeat(100_000)),
  safetensors: (n) => {
    const data = new Float32Array(200_000).fill(n);
    return writeSafetensors(join(folder, 'a.safetensors'), new Map([['w', { shape: [data.length], data }]]));
  },
  notebook: (n) =>
    writeNotebook(join(folder, 'a.ipynb'), {
      ...{ nbformat: 4, nbformat_minor: 5, metadata: {} },
      cells: Array.from({ length: 200 }, () => ({
        cell_type: 'raw',
        metadata: {},
        source: `${n}\n`.repeat(50),
      })),
    }),
  csv: () => writeTable('table.csv', csvWriter),
  parquet: () => writeTable('table.parquet', parquetWriter),
  journal: (n) => new JsonLines(join(folder, 'journal.jsonl')).append([{ n, text: 'x'.repeat(5000) }]),
  lock: (n) =>
    withFileLock(join(folder, 'lock'), () => atomicWrite(join(folder, 'file'), `${n} `.repeat(1000))),
  download: async () => {
    await resumableDownload(`${address}/large.bin`, join(folder, 'large.bin'));
    if (times === 'forever') rmSync(join(folder, 'large.bin'));
  },
  photos: async () => {
    const urls = Array.from({ length: 12 }, (_, i) => `${address}/${i}.jpg`);
    await downloadImages(urls, folder);
    if (times === 'forever')
      for (const name of readdirSync(folder).filter((each) => /^\d/.test(each))) rmSync(join(folder, name));
  },
  archive: async () => {
    rmSync(join(folder, 'set'), { recursive: true, force: true });
    await unpackArchive(address, join(folder, 'set'));
  },
  trash: async () => {
    const names = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(folder, name));
    await undoTrash(folder);
    await moveToTrash(names, { root: folder });
    await undoTrash(folder);
  },
};

if (writer === 'trash' && !readdirSync(folder).length)
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(join(folder, name), `content of ${name}`);
process.send?.('ready');
for (let generation = Date.now(); ; generation++) {
  await writers[writer]?.(generation);
  if (times === 'once') break;
}
process.disconnect?.();
