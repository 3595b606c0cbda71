import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
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

  it('touches nothing that is not a photo (fastai2#236)', async () => {
    await mkdir(join(folder, 'models'));
    const others = {
      'models/stage-1.safetensors': 'weights',
      'cleaned.csv': 'name,label',
      'urls_black.txt': 'http://a',
      'lesson.ipynb': '{}',
      'paper.pdf': '%PDF-1.7',
      'IMG_1.CR2': 'II*\0\x10\0\0\0CR',
      Makefile: 'all:',
      history: Buffer.from([0, 1, 2, 3]),
    };
    for (const [name, content] of Object.entries(others)) await writeFile(join(folder, name), content);
    const elsewhere = await mkdtemp(join(tmpdir(), 'tsvision-class-'));
    await photo(20, 20).png().toFile(join(elsewhere, 'a.png'));
    await symlink(elsewhere, join(folder, 'teddys'));
    await symlink(join(folder, 'nowhere.jpg'), join(folder, 'dangling.jpg'));
    const report = await verifyImages(folder, { recurse: true, delete: true });
    expect(report.failed.map(({ path }) => basename(path))).toEqual(['cut.jpg', 'page.jpg']);
    for (const name of Object.keys(others)) expect(existsSync(join(folder, name)), name).toBe(true);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['teddys', 'dangling.jpg']));
    expect(await readdir(elsewhere)).toEqual(['a.png']);
    const left = report.skipped.map(({ path }) => path);
    expect(left).toEqual(expect.arrayContaining(Object.keys(others).map((name) => join(folder, name))));
    expect(report.toString()).toContain(`${left.length} other files left alone`);
  });

  it('leaves a picture that it cannot read where it is, and says to convert it (fastai2#236)', async () => {
    const head = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(600)]);
    await writeFile(join(folder, 'phone.heic'), head('\0\0\0\x18ftypheic\0\0\0\0mif1heic'));
    await writeFile(join(folder, 'named.jpg'), head('DDS |'));
    await writeFile(join(folder, 'layers.psd'), head('8BPS\0\x01'));
    const report = await verifyImages(folder, { delete: true });
    expect(report.unsupported.map(({ path }) => basename(path))).toEqual(['named.jpg', 'phone.heic']);
    for (const { reason } of report.unsupported) expect(reason).toContain('convert it');
    const psd = report.skipped.find(({ path }) => path.endsWith('.psd'));
    expect(psd?.reason).toContain('convert it');
    for (const name of ['phone.heic', 'named.jpg', 'layers.psd'])
      expect(existsSync(join(folder, name))).toBe(true);
  });

  it('does not take a photo for broken that is too large', async () => {
    const wide = photo(70_000, 1).png({ compressionLevel: 1 });
    await wide.toFile(join(folder, 'wide.png'));
    const report = await verifyImages(folder, { delete: true, recurse: true });
    expect(report.unsupported.map(({ path }) => basename(path))).toEqual(['wide.png']);
    expect(report.unsupported[0]?.reason).toContain('65535 pixels');
    expect(existsSync(join(folder, 'wide.png'))).toBe(true);
  });

  it('writes a photo anew in the format that its name says', async () => {
    await photo(120, 80).avif({ effort: 0 }).toFile(join(folder, 'one.avif'));
    await photo(120, 80).tiff().toFile(join(folder, 'two.TIFF'));
    await photo(120, 80).heif({ compression: 'av1', effort: 0 }).toFile(join(folder, 'three.heif'));
    const report = await verifyImages(folder, { maxSize: 60 });
    const format = async (name: string) => {
      const { format, compression, width } = await sharp(await readFile(join(folder, name))).metadata();
      return [format, compression, width];
    };
    expect(await format('one.avif')).toEqual(['heif', 'av1', 60]);
    expect(await format('two.TIFF')).toEqual(['tiff', undefined, 60]);
    expect(await format('three.heif')).toEqual(['heif', 'av1', 120]);
    expect(report.unsupported).toMatchObject([
      { reason: expect.stringContaining('.heif cannot be written') },
    ]);
  });

  it('names a missing folder', async () => {
    await expect(verifyImages(join(folder, 'none'))).rejects.toThrow(/There is no folder at .*none/);
  });
});
