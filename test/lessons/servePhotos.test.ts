import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { downloadImages } from '../../src/data/index.js';
import { type PhotoSite, servePhotos } from '../../src/lessons/index.js';

let folder: string;
let site: PhotoSite | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-site-'));
  for (const [name, count] of [
    ['black bear', 4],
    ['teddy', 2],
  ] as const) {
    await mkdir(join(folder, name));
    for (let i = 0; i < count; i++)
      await writeFile(join(folder, name, `photo ${i}.jpg`), await photo(60 * i));
  }
});
afterEach(() => site?.stop());

const photo = (grey: number): Promise<Buffer> =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .jpeg()
    .toBuffer();

it('serves every photo, names with spaces too, beside dead addresses', async () => {
  site = await servePhotos(folder, { deadLinks: 3 });
  const list = site.urlFiles['black bear'] as string;
  expect(await readFile(list, 'utf8')).toContain('\n\n');
  const dest = join(folder, 'downloaded');
  const report = await downloadImages(list, dest, { timeout: 2 });
  // The web page that answers with 200 is saved like a photo; `verifyImages` finds it.
  expect(report.saved).toHaveLength(5);
  expect(report.failed).toHaveLength(2);
  const [first] = (await readdir(dest)).filter((name) => !name.startsWith('.')).sort();
  expect(await readFile(join(dest, first as string))).toEqual(await photo(0));
});

it('takes no more of a class than it is told', async () => {
  site = await servePhotos(folder, { deadLinks: 0, maxPerClass: 2 });
  const lines = (await readFile(site.urlFiles['black bear'] as string, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(2);
});

it('serves nothing outside the folder', async () => {
  site = await servePhotos(folder);
  for (const path of ['/../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/nothing.jpg', '/']) {
    expect((await fetch(site.url + path)).status).toBe(404);
  }
});

it('refuses a folder without photos', async () => {
  await expect(servePhotos(await mkdtemp(join(tmpdir(), 'tsvision-empty-')))).rejects.toThrow('no photo');
});
