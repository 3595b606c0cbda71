import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { listMoves, undoTrash, verifyImages } from '../../../src/data/index.js';

let folder: string;

const photo = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#a52',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-verify-'));
  const jpeg = await photo(80, 60).jpeg().toBuffer();
  await writeFile(join(folder, 'good.jpg'), jpeg);
  await writeFile(join(folder, 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(join(folder, 'page.jpg'), '<html>not found</html>');
  await writeFile(join(folder, '.DS_Store'), 'x');
  await photo(300, 100).png().toFile(join(folder, 'large.png'));
  await photo(20, 30).ensureAlpha().png().toFile(join(folder, 'alpha.png'));
});

describe('verifyImages', () => {
  it('decodes every file wholly and reports the broken ones', async () => {
    const report = await verifyImages(folder);
    expect(report.checked).toBe(5);
    expect(report.failed.map(({ path }) => path)).toEqual([
      join(folder, 'cut.jpg'),
      join(folder, 'page.jpg'),
    ]);
    expect(report.failed[1]?.reason).toBe('it is no picture, or of an unknown format');
    expect(existsSync(join(folder, 'cut.jpg'))).toBe(true);
  });

  it('moves broken files to the trash, with a note, and nothing is lost', async () => {
    const report = await verifyImages(folder, { delete: true });
    expect((await readdir(folder)).sort()).toEqual([
      '.DS_Store',
      '.trash',
      'alpha.png',
      'good.jpg',
      'large.png',
    ]);
    expect(await readFile(report.failed[1]?.movedTo as string, 'utf8')).toContain('not found');
    const [record] = await listMoves(folder);
    expect(record?.moves.map(({ from, reason }) => [from, reason])).toEqual(
      report.failed.map(({ path, reason }) => [basename(path), reason]),
    );
    expect((await verifyImages(folder)).failed).toEqual([]);
    expect(await undoTrash(folder)).toBe(2);
    expect(await readFile(join(folder, 'page.jpg'), 'utf8')).toContain('not found');
  });

  it('makes large photos smaller and never a small one larger', async () => {
    await verifyImages(folder, { maxSize: 150 });
    const size = async (name: string) => {
      const { width, height, channels } = await sharp(await readFile(join(folder, name))).metadata();
      return [width, height, channels];
    };
    expect(await size('large.png')).toEqual([150, 50, 3]);
    expect(await size('alpha.png')).toEqual([20, 30, 3]);
    expect(await size('good.jpg')).toEqual([80, 60, 3]);
  });

  it('names a missing folder', async () => {
    await expect(verifyImages(join(folder, 'none'))).rejects.toThrow(/There is no folder at .*none/);
  });
});
