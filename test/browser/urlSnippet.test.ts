import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';

/** The code that lesson 2 lets people paste into the console of a search page. */
function snippet(): string {
  const { cells } = JSON.parse(readFileSync(join(root, 'notebooks/lesson2-download.ipynb'), 'utf8')) as {
    cells: readonly { readonly id: string; readonly source: string | readonly string[] }[];
  };
  const source = cells.find(({ id }) => id === 'your-own-search')?.source ?? '';
  const code = /```js\n([\s\S]+?)```/.exec([source].flat().join(''))?.[1];
  if (code === undefined) throw new Error('Lesson 2 shows no snippet');
  return code;
}

/** A page of results in the manners of several search engines; every picture is 200 × 150, the icon 16 × 16. */
const page = `<!doctype html><meta charset="utf-8"><title>bears</title>
<img src="/icon.png">
<a href="/imgres?imgurl=https%3A%2F%2Fphotos.example%2Flarge%2F1.jpg&imgrefurl=x"><img src="/p/1.png"></a>
<a class="iusc" href="/detail" m='{"turl":"https://thumb.example/2.jpg","murl":"https://photos.example/large/2.jpg"}'><img src="/p/2.png"></a>
<a href="https://photos.example/direct/3.JPEG?download=1"><img src="/p/3.png"></a>
<a href="/wiki/File:Bear.jpg"><img src="/p/4.png" srcset="/p/4-mid.png 1.5x, /p/4-big.png 2x"></a>
<img src="/p/5.png" data-src="/p/5-real.png">
<img src="/p/6.png" srcset="/p/6-320.png 320w, /p/6-1280.png 1280w, /p/6-640.png 640w">
<img src="/p/7.png"><img src="/p/7.png">
<img src="data:image/png;base64,BASE64">`;

const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const reason = existsSync(executablePath) ? '' : `no Chromium at ${executablePath}`;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  if (reason) return;
  const [photo, icon] = await Promise.all(
    [
      [200, 150],
      [16, 16],
    ].map(([width = 1, height = 1]) =>
      sharp({ create: { width, height, channels: 3, background: 'brown' } })
        .png()
        .toBuffer(),
    ),
  );
  server = createServer(({ url }, response) => {
    if (url === '/') {
      response.setHeader('content-type', 'text/html');
      response.end(page.replace('BASE64', photo?.toString('base64') ?? ''));
    } else response.end(url === '/icon.png' ? icon : photo);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  browser = await chromium.launch({
    executablePath,
    args: flags.split(' '),
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

it('the snippet of lesson 2 saves the addresses of the large photos, each once, no icons', async (context) => {
  if (reason) context.skip(reason);
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tab = await browser.newPage();
  await tab.goto(site);
  await tab.waitForLoadState('load');
  let question = '';
  tab.on('dialog', (dialog) => {
    question = dialog.message();
    void dialog.accept('black bear');
  });
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.evaluate(snippet())]);
  expect(question).toMatch(/^7 addresses/);
  expect(download.suggestedFilename()).toBe('urls_black_bear.txt');
  expect(readFileSync(await download.path(), 'utf8')).toBe(
    [
      'https://photos.example/large/1.jpg',
      'https://photos.example/large/2.jpg',
      'https://photos.example/direct/3.JPEG?download=1',
      `${site}/p/4-big.png`,
      `${site}/p/5-real.png`,
      `${site}/p/6-1280.png`,
      `${site}/p/7.png`,
      '',
    ].join('\n'),
  );
});
