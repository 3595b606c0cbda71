import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from '../serve/fakeClassifier.js';

const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const artifacts = join(import.meta.dirname, '../../artifacts');
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run' +
  ' --use-fake-device-for-media-stream --use-fake-ui-for-media-stream';

describe.skipIf(!existsSync(executablePath))('the page of a served classifier', () => {
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    mkdirSync(artifacts, { recursive: true });
    const samples = [{ name: 'a bright wall', photo: await greyPhoto(240) }];
    service = await serve({ ...fakeClassifier, samples }, { port: 0 });
    browser = await chromium.launch({ executablePath, args: flags.split(' ') });
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== new URL(service.url).host) foreign.push(request.url());
    });
    await page.goto(service.url);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop(100);
  });

  const label = (): Promise<string | null> => page.locator('#bars li span').first().textContent();
  const reset = async (): Promise<void> => {
    await page.reload();
    await page.locator('#result').waitFor({ state: 'hidden' });
  };

  it('classifies a chosen file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsvision-page-'));
    await writeFile(join(folder, 'night.jpg'), await greyPhoto(20));
    await page.setInputFiles('#file', join(folder, 'night.jpg'));
    await page.locator('#result').waitFor();
    expect(await label()).toBe('dark');
    expect(await page.locator('#facts').textContent()).toMatch(/\d+ ms · model brightness · cafe01234567/);
    await page.screenshot({ path: join(artifacts, 'serve-desk.png') });
  });

  it('classifies a sample', async () => {
    await reset();
    await page.getByRole('button', { name: 'Try a bright wall' }).click();
    await page.locator('#result').waitFor();
    expect(await label()).toBe('bright');
  });

  it.each(['paste', 'drop'])('classifies on %s', async (type) => {
    await reset();
    const bytes = [...(await greyPhoto(10))];
    await page.evaluate(
      ([kind, data]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(data as number[])], 'a.jpg', { type: 'image/jpeg' }));
        const event =
          kind === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })
            : new DragEvent('drop', { dataTransfer: transfer, bubbles: true });
        document.body.dispatchEvent(event);
      },
      [type, bytes] as const,
    );
    await page.locator('#result').waitFor();
    expect(await label()).toBe('dark');
  });

  it('says in words what is wrong with an address', async () => {
    await page.fill('#url', 'http://127.0.0.1/bear.jpg');
    await page.getByRole('button', { name: 'fetch' }).click();
    await page.locator('#error', { hasText: 'Only public' }).waitFor();
    expect(await page.locator('#result').isHidden()).toBe(true);
    await page.screenshot({ path: join(artifacts, 'serve-error.png') });
  });

  it('says in words that a file is no photo', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsvision-page-'));
    await writeFile(join(folder, 'page.jpg'), '<html>not found</html>');
    await page.setInputFiles('#file', join(folder, 'page.jpg'));
    await page.locator('#error', { hasText: 'JPEG, PNG, WebP or GIF' }).waitFor();
    expect(await page.locator('#photo').isHidden()).toBe(true);
  });

  it('says in words that the server is gone, and that it is back', async () => {
    const send = (): Promise<void> => page.getByRole('button', { name: 'Try a bright wall' }).click();
    await reset();
    await page.route('**/classify', (route) => route.abort());
    await send();
    await page.locator('#error', { hasText: 'cannot be reached' }).waitFor();
    await page.unroute('**/classify');
    await send();
    await page.locator('#result').waitFor();
    expect(await page.locator('#error').isHidden()).toBe(true);
  });

  it('takes a photo by the camera, and lets go of it', async () => {
    await reset();
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.getByRole('button', { name: 'cancel' }).click();
    expect(await page.locator('#viewfinder').isHidden()).toBe(true);
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.waitForFunction(() => (document.querySelector('video') as HTMLVideoElement).videoWidth > 0);
    await page.getByRole('button', { name: 'take the photo' }).click();
    await page.locator('#result').waitFor();
    expect(await page.locator('#viewfinder').isHidden()).toBe(true);
  });

  it('fits a phone, dark', async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await reset();
    await page.getByRole('button', { name: 'Try a bright wall' }).click();
    await page.locator('#result').waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(artifacts, 'serve-phone.png'), fullPage: true });
  });

  it('asked no other host and left no error in the console', () => {
    expect(foreign).toEqual([]);
    // The refusals above are shown by the browser as failed loads.
    expect(problems.filter((text) => !/status of 4\d\d|ERR_FAILED/.test(text))).toEqual([]);
  });
});
