import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { png } from '../../serve/bombs.js';
import {
  answered,
  artifacts,
  complaint,
  greyFile,
  hasChromium,
  keptOffline,
  loaded,
  openBrowser,
  overflow,
  visit,
} from '../visitor.js';
import { exportedFolder } from './exportedFolder.js';
import { StaticHost } from './staticHost.js';

describe.skipIf(!hasChromium)('what may go wrong with the page of a web export', () => {
  let folder: string;
  let host: StaticHost;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await exportedFolder('faults', ['black', 'teddy']);
    host = new StaticHost({ '/': folder });
    url = `${await host.listen()}/`;
    browser = await openBrowser('refused');
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  it('opened as a file it says what to do', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    expect(await complaint(page, '#failed')).toMatch(/opened as a file.*npx http-server/);
    expect(await page.locator('#loading').isHidden()).toBe(true);
    await page.screenshot({ path: join(artifacts, 'web-file.png') });
    await page.close();
  });

  it.each(['model.safetensors', 'model.json', 'classifier.js', 'engine.js', 'page.js'])(
    'without %s it says so',
    async (name) => {
      host.instead.set(`/${name}`, null);
      try {
        const { context, page } = await visit(browser, url);
        // Beside the page the engine works too.
        if (name === 'engine.js') await loaded(page);
        else expect(await complaint(page, '#failed')).toMatch(/folder/);
        await context.close();
      } finally {
        host.instead.delete(`/${name}`);
      }
    },
  );

  it('says that a model was cut off, and to the photo too', async () => {
    const whole = await readFile(join(folder, 'model.safetensors'));
    host.instead.set('/model.safetensors', whole.subarray(0, whole.length / 2));
    try {
      const { context, page } = await visit(browser, url);
      const sentence = await complaint(page, '#failed');
      expect(sentence).toContain('model.safetensors');
      await page.setInputFiles('#file', await greyFile(20));
      expect(await complaint(page, '#error')).toBe(sentence);
      await context.close();
    } finally {
      host.instead.delete('/model.safetensors');
    }
  });

  it('says that the browser refuses the camera', async () => {
    const { context, page } = await visit(browser, url);
    await page.getByRole('button', { name: 'use the camera' }).click();
    expect(await complaint(page, '#error')).toMatch(/does not let this page use the camera/);
    expect(await page.getByRole('button', { name: 'use the camera' }).isEnabled()).toBe(true);
    await context.close();
  });

  it('says that there is no camera', async () => {
    const other = await openBrowser('none');
    const { page } = await visit(other, url);
    await page.getByRole('button', { name: 'use the camera' }).click();
    expect(await complaint(page, '#error')).toMatch(/No camera was found/);
    await other.close();
  });

  it('refuses a photo whose pixels would fill the memory', async () => {
    const { context, page } = await visit(browser, url);
    await loaded(page);
    await page.setInputFiles('#file', { name: 'huge.png', mimeType: 'image/png', buffer: blackPng(12_000) });
    expect(await complaint(page, '#error')).toMatch(/144 megapixels.*a page takes 50/);
    // Nor is it shown: a browser would decode the whole of it.
    expect(await page.locator('#photo').getAttribute('src')).toBeNull();
    await page.screenshot({ path: join(artifacts, 'web-huge.png'), fullPage: true });
    await page.setInputFiles('#file', await greyFile(20));
    await answered(page);
    await context.close();
  });

  it('goes over to a newer export as a whole', async () => {
    const newer = await exportedFolder('newer', ['black', 'teddy', 'grizzly']);
    const { context, page } = await visit(browser, url);
    await keptOffline(page);
    const contents = new Map<string, Uint8Array>();
    for (const name of await readdir(newer)) contents.set(name, await readFile(join(newer, name)));
    const put = (name: string): unknown => host.instead.set(`/${name}`, contents.get(name) as Uint8Array);
    try {
      // While the folder is half copied, the old one stays.
      put('sw.js');
      put('index.html');
      expect(await page.evaluate(installed)).toBe('redundant');
      await page.reload();
      await loaded(page);
      await page.setInputFiles('#file', await greyFile(20));
      await answered(page);
      expect(await page.locator('#bars li').count()).toBe(2);
      for (const name of contents.keys()) put(name);
      await page.reload();
      await page.locator('#update').waitFor();
      expect(await page.locator('main > p').first().textContent()).toBe('black or teddy');
      await page.getByRole('button', { name: 'use it' }).click();
      await page.getByText('black, grizzly or teddy').waitFor();
      await loaded(page);
      await page.setInputFiles('#file', await greyFile(20));
      await answered(page);
      expect(await page.locator('#bars li').count()).toBe(3);
      expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(1);
    } finally {
      host.instead.clear();
    }
    await context.close();
  });

  it('shows names of classes as text, one class and a hundred', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      '"&amp;',
      '</script><b>',
      ...Array.from({ length: 97 }, (_, i) => `a class with a long name ${i}`),
    ];
    for (const vocab of [names, names.slice(0, 1)]) {
      const other = new StaticHost({ '/': await exportedFolder(`names${vocab.length}`, vocab) });
      const { context, page, problems } = await visit(browser, `${await other.listen()}/`, {
        viewport: { width: 390, height: 844 },
      });
      await loaded(page);
      await page.setInputFiles('#file', await greyFile(20));
      await answered(page);
      expect(await page.locator('#bars li').count()).toBe(Math.min(5, vocab.length));
      await page.getByText('About this model').click();
      const card = await page.locator('#card').textContent();
      expect(card).toContain(names[0]);
      // Of the hundred classes, some have one photo to learn from.
      if (vocab.length > 1) expect(card).toContain('(1 photo)');
      expect(card).not.toMatch(/\b1 (validation )?photos/);
      expect(await overflow(page)).toBe(0);
      expect(problems).toEqual([]);
      await page.screenshot({ path: join(artifacts, `web-${vocab.length}-classes.png`), fullPage: true });
      await context.close();
      await other.close();
    }
  });
});

/** What becomes of a newer service worker. */
async function installed(): Promise<string | undefined> {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const newer = registration.installing ?? registration.waiting;
  while (newer?.state === 'installing')
    await new Promise((resolve) => newer.addEventListener('statechange', resolve, { once: true }));
  return newer?.state;
}

/** A black square of one bit a pixel: a small file of many pixels. */
function blackPng(side: number): Buffer {
  return png(side, side, 1, new Uint8Array((1 + Math.ceil(side / 8)) * side));
}
