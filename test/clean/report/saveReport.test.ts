import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { JSDOM } from 'jsdom';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { AuditReport, auditImages, ImageCleaner, LabelErrors, saveReport } from '../../../src/clean/index.js';
import { undoTrash } from '../../../src/data/index.js';
import { inventory } from '../support/photoFolder.js';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'tsvision-report-'));

/** Grey noise of a seed: sharp, bright enough, no two alike. */
function noise(seed: number, side = 96): Promise<Buffer> {
  const pixels = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => (i * (seed * 7919 + 31) * 2654435761) >>> 24,
  );
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer();
}

async function folderOf(files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const root = fresh();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

interface Page {
  readonly document: Document;
  readonly html: string;
}

function open(path: string): Page {
  const html = readFileSync(path, 'utf8');
  return { html, document: new JSDOM(html).window.document };
}

const text = (page: Page, selector: string): string =>
  page.document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ') ?? '';
const section = (page: Page, id: string): string => text(page, `section[aria-labelledby="${id}"]`);

/** What a page must hold back and must have, whatever is on it. */
function expectSafe({ document, html }: Page): void {
  expect(document.querySelectorAll('script, iframe, object, embed, link, form').length).toBe(0);
  for (const element of document.querySelectorAll('*'))
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/);
      if (name === 'src') expect(value).toMatch(/^data:image\/jpeg;base64,[\w+/=]+$/);
      if (name === 'href') expect(value).toMatch(/^#/);
    }
  expect(html).not.toMatch(/url\(|@import/);
  expect(html).toContain("default-src 'none'; img-src data:");
  for (const image of document.images) expect(image.alt).not.toBe('');
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const link of document.querySelectorAll('a'))
    expect(ids).toContain(link.getAttribute('href')?.slice(1));
  expect(document.documentElement.lang).toBe('en');
}

let root = '';
beforeAll(async () => {
  const [same, dark] = [
    await noise(1),
    await sharp({ create: { width: 90, height: 90, channels: 3, background: '#020202' } })
      .jpeg()
      .toBuffer(),
  ];
  root = await folderOf({
    'train/cat/a.jpg': same,
    'valid/dog/a.jpg': same,
    'train/cat/dark.jpg': dark,
    'train/cat/<img src=x onerror=alert(1)> "quote" é.jpg': await noise(3),
    'train/dog/broken.jpg': 'no photo',
    'train/dog/b.jpg': await noise(4),
    'train/dog/c.jpg': await noise(5),
    'train/dog/d.jpg': await noise(6),
  });
});

describe('saveReport', () => {
  it('has counts, findings with reasons, groups with their faults, and no decision where none was taken', async () => {
    const report = await auditImages(root, { progress: false });
    const before = inventory(root);
    const path = await saveReport(report, join(fresh(), 'new folder/report.html'), {
      title: 'Pets & <more>',
    });
    expect(inventory(root)).toEqual(before);
    const page = open(path);
    expectSafe(page);
    expect(text(page, 'h1')).toBe('Pets & <more>');
    expect(text(page, '.facts')).toContain('8photos');
    expect(section(page, 'classes')).toContain('cat330');
    for (const [audit, count] of Object.entries(report.counts))
      expect(text(page, `#problem-${audit}`)).toBe(`${audit}: ${count}`);
    for (const { detail, audit } of report.findings)
      if (!/duplicate/i.test(audit)) expect(section(page, 'problems')).toContain(detail);
    expect(section(page, 'problems')).toContain('two classes: one label is wrong');
    expect(section(page, 'problems')).toContain('in training and in validation');
    expect(section(page, 'problems')).toContain('cannot be shown');
    expect(section(page, 'decisions')).toContain('None has been taken');
    expect(page.document.querySelector('section[aria-labelledby="tags"]')).toBeNull();
    expect(page.document.querySelector('section[aria-labelledby="labels"]')).toBeNull();
  });

  it('ranks labels, and tells decisions that wait and that were applied, with reasons, until they are taken back', async () => {
    const files = {
      'a/1.jpg': await noise(1),
      'a/2.jpg': await noise(2),
      'b/1.jpg': await noise(3),
      'b/2.jpg': await noise(4),
      'b/3.jpg': await noise(5),
    };
    const folder = await folderOf(files);
    const cleaner = await ImageCleaner.open(folder, { audit: false });
    await cleaner.delete(['a/1.jpg'], 'not an a');
    await cleaner.relabel(['b/1.jpg'], 'a', 'by eye');
    await cleaner.tag(['b/1.jpg'], 'odd <b>');
    await cleaner.apply();
    await cleaner.delete(['b/3.jpg'], 'blurred & dull');
    await cleaner.relabel(['b/2.jpg'], 'a');
    await cleaner.keep(['a/2.jpg']);
    await cleaner.tag(['b/2.jpg', 'b/3.jpg'], 'odd <b>');
    await cleaner.tag(['a/2.jpg', 'b/2.jpg'], 'light');
    const items = [
      {
        path: join(folder, 'b/2.jpg'),
        label: 'b',
        prediction: 'a',
        loss: -Math.log(0.02),
        problems: ['labelError'],
      },
      { path: join(folder, 'a/2.jpg'), label: 'a', prediction: 'a', loss: -Math.log(0.9) },
    ];
    const labelErrors = new LabelErrors(
      [{ path: join(folder, 'b/2.jpg'), label: 'b', suggested: 'a', margin: -0.9 }],
      items,
    );
    const page = open(await cleaner.saveReport(join(fresh(), 'r.html'), { labelErrors, most: 1 }));
    expectSafe(page);
    expect(section(page, 'labels')).toContain('1 likely error among 2 photos');
    expect(section(page, 'labels')).toContain(
      'b/2.jpglabel blooks like aprobability of its label 0.020likely error',
    );
    const decisions = section(page, 'decisions');
    expect(decisions).toContain('1 looked at and found good');
    expect(decisions).toContain('Marked for the trash: 1b/3.jpgblurred & dull');
    expect(decisions).toContain('To get another class: 1b/2.jpgb → atagged light, odd <b>');
    expect(text(page, '.facts')).toContain('4tagged');
    // Each list shows one picture here; the others are named below it.
    expect(section(page, 'tags')).toContain('light: 2');
    expect(section(page, 'tags')).toContain('odd <b>: 3');
    expect(section(page, 'tags')).toContain('b/2.jpg · b → a');
    expect(section(page, 'tags')).toContain('marked for the trash');
    expect(decisions).toContain('In the trash: 1a/1.jpgnot an a');
    expect(decisions).toContain('Given another class: 1b/1.jpgb → aby eyetagged odd <b>');
    // The photos in the trash are shown as well.
    expect(page.document.querySelectorAll('section[aria-labelledby="decisions"] img')).toHaveLength(4);
    cleaner.close();
    await undoTrash(folder);
    const after = await saveReport(await auditImages(folder, { progress: false }), join(fresh(), 'r.html'));
    expect(section(open(after), 'decisions')).not.toContain('In the trash');
  });

  it('stays bounded however many findings there are, and says how many it shows', async () => {
    const photo = await noise(9, 64);
    const folder = await folderOf({ 'a/1.jpg': photo });
    const photos = Array.from({ length: 5000 }, (_, i) => ({
      path: i === 0 ? join(folder, 'a/1.jpg') : join(folder, `class ${i % 300}/${i}.jpg`),
      label: `class ${i % 300}`,
      facts: { readable: false, reason: 'it is gone' } as never,
    }));
    const audits = ['one', 'two', 'three'].map((name) => ({ name, meaning: `is ${name}`, find: () => [] }));
    const findings = audits.flatMap(({ name }) =>
      photos.map((_, index) => ({ audit: name, index, score: 0, detail: 'as planted' })),
    );
    const report = new AuditReport(folder, photos, findings, audits);
    const path = await saveReport(report, join(fresh(), 'r.html'), { most: 200 });
    const page = open(path);
    expectSafe(page);
    expect(statSync(path).size).toBeLessThan(1_000_000);
    expect(page.document.querySelectorAll('figure')).toHaveLength(300);
    const shown = [...page.document.querySelectorAll('section p.soft')].map((one) => one.textContent);
    expect(shown).toContain('200 of 5000 shown, worst first.');
    expect(shown).toContain('100 of 5000 shown, worst first.');
    expect(shown).toContain('0 of 5000 shown, worst first.');
    expect(section(page, 'problems')).toContain('200 of the 4800 others by name');
    expect(section(page, 'classes')).toContain('the 100 largest of 300');
  });

  it('of no photos, and of none with a problem', async () => {
    const none = new AuditReport(fresh(), [], [], []);
    expect(section(open(await saveReport(none, join(fresh(), 'r.html'))), 'problems')).toContain(
      'found none',
    );
  });

  it('Stop and a place that cannot be written leave the old page', async () => {
    const report = await auditImages(root, { progress: false });
    const path = join(fresh(), 'r.html');
    writeFileSync(path, 'old');
    await expect(saveReport(report, path, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('old');
    await expect(saveReport(report, join(path, 'below.html'))).rejects.toMatchObject({
      name: 'FileWriteError',
    });
    expect(readdirSync(dirname(path))).toEqual(['r.html']);
  });
});

it('tsvision audit FOLDER --html FILE', () => {
  const out = fresh();
  const main = join(import.meta.dirname, '../../../dist/cli/main.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, 'audit', root, '--json', '--html', 'page.html'],
    { cwd: out, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ photos: 8 });
  expect(stderr).toContain('page.html');
  const page = open(join(out, 'page.html'));
  expectSafe(page);
  expect(text(page, '.facts')).toContain('8photos');
  rmSync(out, { recursive: true });
});
