import { existsSync, linkSync, mkdirSync, readdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditImages } from '../../src/clean/auditImages.js';
import type { AuditReport } from '../../src/clean/auditReport.js';
import { ImageCleaner } from '../../src/clean/cleaner/imageCleaner.js';
import { listImageFiles } from '../../src/data/index.js';
import { type SampleSet, samples } from '../../src/lessons/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { scaled } from '../scaled.js';
import { emptyFolder } from './support/photoFolder.js';

const realBears = resolve(import.meta.dirname, '../../../shared/data/bears');

describe('auditImages on drawn photos with planted problems', () => {
  let set: SampleSet;
  let report: AuditReport;
  beforeAll(async () => {
    set = await samples.bears({ n: scaled(60, 30), seed: 7, problems: true });
    report = await auditImages(set.path, { progress: false });
  });

  const planted = (kind: string): string[] =>
    set.problems.filter((problem) => problem.kind === kind).map(({ path }) => join(set.path, path));
  const found = (audit: string, kind: string): number => {
    const paths = new Set(report.paths(audit));
    return planted(kind).filter((path) => paths.has(path)).length / planted(kind).length;
  };

  it('finds every exact duplicate and unreadable file and every wrong extension', () => {
    expect(found('duplicate', 'duplicate')).toBe(1);
    expect(found('unreadable', 'notAnImage')).toBe(1);
    expect(found('unreadable', 'truncated')).toBe(1);
    expect(found('wrongExtension', 'wrongExtension')).toBe(1);
  });

  it('finds at least 95 % of near duplicates, blurred and dark photos', () => {
    expect(found('nearDuplicate', 'nearDuplicate')).toBeGreaterThanOrEqual(0.95);
    expect(found('blurred', 'blurred')).toBeGreaterThanOrEqual(0.95);
    expect(found('dark', 'dark')).toBeGreaterThanOrEqual(0.95);
  });

  it('raises less than 2 % false alarms', () => {
    const bad = new Set(
      set.problems
        .filter(({ kind }) => kind !== 'mislabelled')
        .flatMap(({ path, of }) => [path, of ?? path].map((name) => join(set.path, name))),
    );
    const alarms = report.findings.filter(({ index }) => !bad.has(report.photos[index]?.path ?? ''));
    expect(alarms.map(({ audit, detail }) => `${audit}: ${detail}`).length).toBeLessThan(
      0.02 * report.photos.length,
    );
  });

  it('shows itself as tables and as JSON', async () => {
    const bundle = await report[jupyterDisplay]();
    expect(bundle['text/plain']).toMatch(/problem +photos +meaning/);
    expect(bundle['text/html']).toContain('<table>');
    const json = JSON.parse(JSON.stringify(report));
    expect(json.photos).toBe(report.photos.length);
    expect(json.findings[0]).toMatchObject({ audit: 'unreadable', path: expect.not.stringMatching(/^\//) });
    expect(report.badges().flat().length).toBe(report.findings.length);
  });
});

describe('duplicates that are links', () => {
  /** A folder with the photo `zoo/a.jpg`, and a folder `abyssinian`. */
  async function zoo(): Promise<string> {
    const root = emptyFolder();
    for (const name of ['abyssinian', 'zoo']) mkdirSync(join(root, name));
    const { path } = await samples.bears({ n: 3, seed: 1 });
    await copyFile(join(path, 'black/00000000.jpg'), join(root, 'zoo/a.jpg'));
    return root;
  }

  /** What "keep only the best" leads to: every photo of a group but its keeper goes to the trash. */
  async function removeDuplicates(root: string): Promise<void> {
    const cleaner = await ImageCleaner.open(root);
    const keepers = cleaner.controller.listing.positions.filter(
      (index) => cleaner.controller.listing.describe(index).keeper,
    );
    await cleaner.delete(cleaner.controller.listing.othersOfGroups(keepers), 'duplicate');
    await cleaner.apply();
    cleaner.close();
  }

  it('keeps the file and not the link to it (immich#28403)', async () => {
    const root = await zoo();
    symlinkSync('../zoo/a.jpg', join(root, 'abyssinian/a.jpg'));
    symlinkSync('a.jpg', join(root, 'abyssinian/b.jpg'));
    const report = await auditImages(root, { progress: false });
    expect(report.duplicates).toMatchObject([{ keeper: join(root, 'zoo/a.jpg'), twoClasses: true }]);
    expect(report.findings[0]?.detail).toBe('the same file as zoo/a.jpg and 1 more; in two classes');
    await removeDuplicates(root);
    expect(readdirSync(join(root, 'abyssinian'))).toEqual([]);
    expect((await readFile(join(root, 'zoo/a.jpg'))).length).toBeGreaterThan(1000);
  });

  it('keeps what a link leads to also where somebody chooses the link', async () => {
    const root = await zoo();
    symlinkSync('../zoo/a.jpg', join(root, 'abyssinian/a.jpg'));
    await copyFile(join(root, 'zoo/a.jpg'), join(root, 'zoo/copy.jpg'));
    const cleaner = await ImageCleaner.open(root);
    const link = cleaner.items().findIndex(({ path }) => path.endsWith('abyssinian/a.jpg'));
    expect(
      cleaner.controller.listing.othersOfGroups([link]).map((index) => cleaner.items()[index]?.path),
    ).toEqual([join(root, 'zoo/copy.jpg')]);
    cleaner.close();
  });

  it('keeps one name of a file with two (hard links)', async () => {
    const root = await zoo();
    linkSync(join(root, 'zoo/a.jpg'), join(root, 'abyssinian/a.jpg'));
    await removeDuplicates(root);
    const left = ['abyssinian', 'zoo'].flatMap((name) => readdirSync(join(root, name)));
    expect(left).toEqual(['a.jpg']);
  });

  it('removes nothing that a linked folder shows a second time', async () => {
    const root = await zoo();
    rmdirSync(join(root, 'abyssinian'));
    symlinkSync('zoo', join(root, 'abyssinian'));
    const items = ['abyssinian', 'zoo'].map((label) => ({ path: join(root, label, 'a.jpg'), label }));
    const report = await auditImages(items, { progress: false });
    expect(report.duplicates).toEqual([]);
    expect(report.findings).toMatchObject([
      {
        audit: 'duplicate',
        index: 0,
        detail: expect.stringMatching(/^the very file of zoo\/a.jpg.*two classes$/),
      },
    ]);
    await removeDuplicates(root);
    expect(readdirSync(join(root, 'zoo'))).toEqual(['a.jpg']);
  });
});

describe('auditImages', () => {
  it('names duplicates in two classes and in training and validation, and the best of them', async () => {
    const root = emptyFolder();
    for (const folder of ['train/black', 'train/grizzly', 'valid/black'])
      mkdirSync(join(root, folder), { recursive: true });
    const photo = (await samples.bears({ n: 3, seed: 1 })).path;
    const original = join(photo, 'black/00000000.jpg');
    await copyFile(original, join(root, 'train/black/a.jpg'));
    await copyFile(original, join(root, 'train/grizzly/b.jpg'));
    await sharp(original).resize(200).jpeg({ quality: 70 }).toFile(join(root, 'valid/black/c.jpg'));
    const report = await auditImages(root, { progress: false });
    const groups = report.duplicates;
    expect(groups.map(({ kind, twoClasses, leak }) => ({ kind, twoClasses, leak }))).toEqual([
      { kind: 'duplicate', twoClasses: true, leak: false },
      { kind: 'nearDuplicate', twoClasses: true, leak: true },
    ]);
    expect(report.findings.find(({ audit }) => audit === 'duplicate')?.detail).toContain('in two classes');
  });

  it('takes a copy with other metadata for the same picture', async () => {
    const root = emptyFolder();
    const plain = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#a63' } })
      .composite([
        { input: Buffer.from('<svg width="40" height="40"><circle cx="20" cy="20" r="19"/></svg>') },
      ])
      .png()
      .toBuffer();
    await writeFile(join(root, 'a.png'), plain);
    await sharp(plain)
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .png()
      .toFile(join(root, 'b.png'));
    const report = await auditImages(root, { progress: false, only: ['duplicate'] });
    expect(report.counts).toEqual({ duplicate: 2 });
  });

  it('finds strips, white, empty and grey photos and odd sizes', async () => {
    const root = emptyFolder();
    const { path } = await samples.bears({ n: 12, seed: 3 });
    for (let i = 0; i < 12; i++)
      await copyFile(join(path, `grizzly/000000${String(i).padStart(2, '0')}.jpg`), join(root, `${i}.jpg`));
    const first = join(root, '0.jpg');
    await sharp(first).resize(300, 60, { fit: 'fill' }).toFile(join(root, 'strip.jpg'));
    await sharp(first).linear(0.02, 250).toFile(join(root, 'white.jpg'));
    await sharp({ create: { width: 300, height: 225, channels: 3, background: '#777' } })
      .jpeg()
      .toFile(join(root, 'empty.jpg'));
    await sharp(first).greyscale().toFile(join(root, 'grey.jpg'));
    await sharp(first).resize(2400).toFile(join(root, 'huge.jpg'));
    const report = await auditImages(root, { progress: false });
    const names = (audit: string): string[] => report.paths(audit).map((file) => file.slice(root.length + 1));
    expect(names('oddAspect')).toEqual(['strip.jpg']);
    expect(names('light')).toEqual(['white.jpg']);
    expect(names('lowInformation')).toContain('empty.jpg');
    expect(names('greyscale').sort()).toContain('grey.jpg');
    expect(names('oddSize')).toContain('huge.jpg');
  });

  it('takes a row of pixels for no odd size, and ten times the side for one (cleanvision PR#247)', async () => {
    const root = emptyFolder();
    const save = async (name: string, width: number, height: number): Promise<void> => {
      await sharp({ create: { width, height, channels: 3, background: '#a63' } }).toFile(join(root, name));
    };
    for (let i = 0; i < 40; i++) await save(`${i}.png`, 64, 64);
    await save('row.png', 64, 63);
    const odd = async (): Promise<string[]> =>
      (await auditImages(root, { progress: false, only: ['oddSize'] })).paths('oddSize');
    expect(await odd()).toEqual([]);
    await save('large.png', 640, 640);
    await save('small.png', 16, 16);
    expect((await odd()).map((path) => path.slice(root.length + 1)).sort()).toEqual([
      'large.png',
      'small.png',
    ]);
  });

  it('calls a sharp subject before a soft background not blurred (1,247 flowers)', async () => {
    const { path } = await samples.bears({ n: 12, seed: 3 });
    const photo = join(path, 'grizzly/00000000.jpg');
    const { width = 0, height = 0 } = await sharp(photo).metadata();
    const [left, top] = [Math.round(width / 4), Math.round(height / 4)];
    const area = { left, top, width: Math.round(width / 2), height: Math.round(height / 2) };
    const root = emptyFolder();
    const soft = await sharp(photo).blur(5).png().toBuffer();
    await sharp(soft).jpeg().toFile(join(root, 'soft.jpg'));
    await sharp(soft)
      .composite([{ input: await sharp(photo).extract(area).png().toBuffer(), left, top }])
      .jpeg()
      .toFile(join(root, 'subject.jpg'));
    const report = await auditImages(root, { progress: false, only: ['blurred'] });
    expect(report.paths('blurred')).toEqual([join(root, 'soft.jpg')]);
  });

  it.skipIf(!existsSync(realBears)).each(['flowers', 'catdog'])(
    'finds blur planted in %s, and hardly any other',
    async (name) => {
      const files = (await listImageFiles(join(realBears, '..', name))).images.filter(
        (_, i) => i % scaled(40, 120) === 0,
      );
      const root = emptyFolder();
      for (const [i, file] of files.entries())
        await sharp(file)
          .blur(2.5)
          .jpeg({ quality: 85 })
          .toFile(join(root, `${i}.jpg`));
      const found = async (items: readonly string[]): Promise<number> =>
        (
          await auditImages(
            items.map((path) => ({ path })),
            { progress: false, only: ['blurred'] },
          )
        ).findings.length;
      expect(await found(files)).toBeLessThanOrEqual(Math.max(1, 0.05 * files.length));
      expect(await found((await listImageFiles(root)).images)).toBeGreaterThanOrEqual(0.95 * files.length);
    },
    120_000,
  );

  it('reports a photo that vanished while others are fine', async () => {
    const { path } = await samples.bears({ n: 3, seed: 1 });
    const items = ['black/00000000.jpg', 'black/gone.jpg'].map((name) => ({ path: join(path, name) }));
    const report = await auditImages(items, { progress: false });
    expect(report.findings).toEqual([
      { audit: 'unreadable', index: 1, score: 0, detail: 'the file is not there' },
    ]);
  });

  it('stops when it is interrupted', async () => {
    const { path } = await samples.bears({ n: 3, seed: 1 });
    const signal = AbortSignal.abort();
    await expect(auditImages(path, { progress: false, signal })).rejects.toThrow(/abort/i);
  });

  it('names the byte-identical pair in two classes of the real bears', async ({ skip }) => {
    if (!existsSync(realBears)) skip('the real photos (../shared/data/bears) are not on this machine');
    const pair = /black\/00000169|grizzly\/00000122/;
    const items = (await listImageFiles(realBears)).images
      .filter((path, i) => i % scaled(1, 10) === 0 || pair.test(path))
      .map((path) => ({ path, label: basename(dirname(path)) }));
    const report = await auditImages(items, { progress: false, only: ['duplicate'] });
    const across = report.duplicates.filter(({ kind, twoClasses }) => kind === 'duplicate' && twoClasses);
    expect(across.map(({ paths }) => paths.map((path) => path.split('/').slice(-2).join('/')))).toEqual([
      ['black/00000169.jpg', 'grizzly/00000122.jpg'],
    ]);
    expect(report.toString()).toContain('in two classes');
  });
});
